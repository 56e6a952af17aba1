package io.twinbox.spring.test;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Each test begins with nothing recorded, also where tests share a context. */
final class ForgetBetweenTests implements TestExecutionListener {

  @Override
  public void beforeTestMethod(TestContext test) {
    if (test.hasApplicationContext()) {
      ApplicationContext context = test.getApplicationContext();
      context.getBeanProvider(Recording.class).forEach(Recording::forget);
    }
  }
}
