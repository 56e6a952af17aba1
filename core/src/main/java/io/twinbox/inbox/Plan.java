package io.twinbox.inbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which order the records of a chunk are handled: records for the same batch handler together,
 * as far as the order of their lanes allows.
 *
 * <p>A record joins the last group of its handler unless a later group has a record of its lane:
 * then it opens a new group. So within a lane nothing overtakes anything.
 */
final class Plan {

  /** Records that are handled one after the other, or by one call. */
  record Group(Registered.@Nullable Many batch, List<Item> items) {}

  private final List<Group> groups = new ArrayList<>();
  private final Map<Object, Integer> lastOfHandler = new HashMap<>();
  private final Map<Long, Integer> lastOfLane = new HashMap<>();

  private Plan() {}

  /** The items have a handler, all of them. */
  static List<Group> of(List<Item> items, Handlers handlers) {
    Plan plan = new Plan();
    for (Item item : items) {
      if (item.decoded(handlers) instanceof Decoded.Call call) {
        plan.add(item, call.handler() instanceof Registered.Many many ? many : null);
      }
    }
    return plan.groups;
  }

  private void add(Item item, Registered.@Nullable Many batch) {
    Object handler = batch == null ? Plan.class : batch;
    Integer group = lastOfHandler.get(handler);
    Long lane = item.lane();
    int notBefore = lane == null ? 0 : lastOfLane.getOrDefault(lane, 0);
    if (group == null || group < notBefore) {
      group = groups.size();
      groups.add(new Group(batch, new ArrayList<>()));
      lastOfHandler.put(handler, group);
    }
    groups.get(group).items().add(item);
    if (lane != null) {
      lastOfLane.put(lane, group);
    }
  }
}
