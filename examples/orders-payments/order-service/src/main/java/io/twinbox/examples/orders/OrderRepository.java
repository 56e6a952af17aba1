package io.twinbox.examples.orders;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/** The orders. */
interface OrderRepository extends Repository<Order, UUID> {
  Order save(Order order);

  Optional<Order> findById(UUID id);

  List<Order> findAllByOrderByPlacedAtDesc(Pageable page);
}
