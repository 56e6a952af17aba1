package io.twinbox.spring.inbox;

import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Which of the application's transaction managers the handlers get: the named one; else the one
 * that is known to manage our database; else the only or primary one.
 *
 * @param name as the application says; null = it says nothing
 * @param beans the application's
 * @param dataSource our database
 */
record ManagerChoice(@Nullable String name, ListableBeanFactory beans, DataSource dataSource) {
  private static final String PROPERTY = "twinbox.inbox.transaction-manager";
  private static final boolean JPA =
      ClassUtils.isPresent(
          "org.springframework.orm.jpa.JpaTransactionManager",
          ManagerChoice.class.getClassLoader());

  /**
   * Finds it.
   *
   * @throws IllegalStateException if there is none, or more than one that it could be
   */
  PlatformTransactionManager manager() {
    return name == null ? found() : named(name);
  }

  private PlatformTransactionManager named(String bean) {
    try {
      return beans.getBean(bean, PlatformTransactionManager.class);
    } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException e) {
      throw new IllegalStateException(
          PROPERTY + "=" + bean + " is not one of the transaction managers " + names(), e);
    }
  }

  private PlatformTransactionManager found() {
    ObjectProvider<PlatformTransactionManager> all =
        beans.getBeanProvider(PlatformTransactionManager.class);
    PlatformTransactionManager usual = all.getIfUnique();
    List<PlatformTransactionManager> ours = all.stream().filter(this::isOurs).toList();
    if (usual != null && (ours.isEmpty() || ours.contains(usual))) {
      return usual;
    }
    if (ours.size() == 1) {
      return ours.get(0);
    }
    throw new IllegalStateException(
        "The handlers' transactions need one transaction manager, and it is not clear which of "
            + names()
            + " manages the DataSource of the inbox: name it with "
            + PROPERTY);
  }

  private List<String> names() {
    return Arrays.asList(
        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
            beans, PlatformTransactionManager.class));
  }

  private boolean isOurs(PlatformTransactionManager manager) {
    if (JPA && Jpa.manages(manager, dataSource)) {
      return true;
    }
    return manager instanceof ResourceTransactionManager resource
        && resource.getResourceFactory() == dataSource;
  }

  /** Loaded only where there is JPA: its resource is the entity manager factory. */
  private static final class Jpa {
    private Jpa() {}

    static boolean manages(PlatformTransactionManager manager, DataSource dataSource) {
      return manager instanceof JpaTransactionManager jpa && jpa.getDataSource() == dataSource;
    }
  }
}
