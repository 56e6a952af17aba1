package io.twinbox.spring.inbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The beans with annotated methods, by the types of their definitions: a bean that is made late has
 * handlers all the same.
 *
 * @param beans the application's
 */
record HandlerBeans(ConfigurableListableBeanFactory beans) {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerBeans.class);

  /** What Spring calls the bean behind a proxy that looks it up in its scope. */
  private static final String SCOPED = "scopedTarget.";

  /**
   * Makes those that nobody has asked for so far.
   *
   * @throws IllegalStateException if one of them is no singleton
   */
  void make() {
    for (String name : beans.getBeanDefinitionNames()) {
      if (!isMade(name) && hasHandlers(name)) {
        refuseUnlessSingleton(name);
        beans.getBean(name);
      }
    }
  }

  /** Whether a class has annotated methods. What cannot be loaded whole has none. */
  static boolean isHandler(Class<?> type) {
    try {
      return !HandlerMethods.of(ClassUtils.getUserClass(type)).isEmpty();
    } catch (IllegalStateException | LinkageError e) {
      // A class that nobody makes may name others that are not there.
      LOG.debug("Not looked at for handlers class:{} cause:{}", type.getName(), e.toString());
      return false;
    }
  }

  /** Its methods were found when it was made. */
  private boolean isMade(String name) {
    return beans.containsSingleton(name) && !beans.isFactoryBean(name);
  }

  private boolean hasHandlers(String name) {
    if (beans.getMergedBeanDefinition(name).isAbstract()) {
      return false;
    }
    try {
      Class<?> type = beans.getType(name, false);
      return type != null && isHandler(type);
    } catch (BeansException | LinkageError e) {
      LOG.debug("Not looked at for handlers bean:{} cause:{}", name, e.toString());
      return false;
    }
  }

  private void refuseUnlessSingleton(String name) {
    if (!beans.isSingleton(name)) {
      String bean = name.startsWith(SCOPED) ? name.substring(SCOPED.length()) : name;
      throw new IllegalStateException(
          "Bean "
              + bean
              + " has @InboxHandler methods and the scope "
              + beans.getMergedBeanDefinition(name).getScope()
              + ": records come without a request and from several threads, so there can be one"
              + " bean only. Make it a singleton that asks for the scoped one");
    }
  }
}
