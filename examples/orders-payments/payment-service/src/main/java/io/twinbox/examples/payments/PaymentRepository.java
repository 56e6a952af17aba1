package io.twinbox.examples.payments;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/** The payments. */
interface PaymentRepository extends Repository<Payment, UUID> {
  Payment save(Payment payment);

  List<Payment> findAllByOrderByPaidAtDesc(Pageable page);
}
