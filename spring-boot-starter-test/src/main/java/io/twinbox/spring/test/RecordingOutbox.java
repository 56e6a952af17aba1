package io.twinbox.spring.test;

import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.spring.Appended;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;

/** Hands everything on to the real outbox, and remembers what it accepted. */
final class RecordingOutbox implements SpringOutbox {
  private final SpringOutbox real;
  private final ObjectProvider<DeclaredTopics> topics;
  private final Recording recording;

  RecordingOutbox(SpringOutbox real, ObjectProvider<DeclaredTopics> topics, Recording recording) {
    this.real = real;
    this.topics = topics;
    this.recording = recording;
  }

  @Override
  public Appended append(Message message) {
    return append(message, message);
  }

  @Override
  public List<Appended> append(List<Message> messages) {
    List<Appended> handles = new ArrayList<>(real.append(messages));
    for (int i = 0; i < handles.size(); i++) {
      recording.add(new Recording.Append(messages.get(i), messages.get(i), handles.get(i)));
    }
    return handles;
  }

  @Override
  public <T> Appended append(Topic<T> topic, T event) {
    return append(event, topic.message(event));
  }

  @Override
  public Appended appendEvent(Object event) {
    Optional<Topic<Object>> topic = topics.getObject().topicFor(event);
    // The real one says what to do about an event that nobody declares.
    return topic.isPresent() ? append(topic.get(), event) : real.appendEvent(event);
  }

  @Override
  public void write() {
    real.write();
  }

  private Appended append(Object event, Message message) {
    Appended handle = real.append(message);
    recording.add(new Recording.Append(event, message, handle));
    return handle;
  }
}
