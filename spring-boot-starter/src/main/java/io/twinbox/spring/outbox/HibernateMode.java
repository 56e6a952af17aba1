package io.twinbox.spring.outbox;

import jakarta.persistence.EntityManager;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.springframework.util.ClassUtils;

/** What JPA cannot say and Hibernate can. */
final class HibernateMode {
  private static final boolean PRESENT =
      ClassUtils.isPresent("org.hibernate.Session", HibernateMode.class.getClassLoader());

  private HibernateMode() {}

  /** Whether only the application flushes. */
  static boolean manual(EntityManager entities) {
    return PRESENT && OfSession.manual(entities);
  }

  /** Loaded only with Hibernate. */
  private static final class OfSession {
    static boolean manual(EntityManager entities) {
      return entities instanceof Session session
          && session.getHibernateFlushMode() == FlushMode.MANUAL;
    }
  }
}
