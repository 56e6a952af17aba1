package io.twinbox.examples.orders;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.PageRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Orders by HTTP. */
@RestController
@RequestMapping("/orders")
class OrderController {
  private static final int PAGE = 50;

  private final Orders orders;
  private final OrderRepository repository;

  OrderController(Orders orders, OrderRepository repository) {
    this.orders = orders;
    this.repository = repository;
  }

  /** What a customer wants. */
  record Wanted(@NotNull @Email String customer, @NotBlank String item, @Positive long cents) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Order place(@Valid @RequestBody Wanted wanted) {
    return orders.place(wanted.customer(), wanted.item(), wanted.cents());
  }

  @GetMapping("/{id}")
  Order show(@PathVariable UUID id) {
    return repository
        .findById(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such order"));
  }

  /** The newest first. */
  @GetMapping
  List<Order> list(@RequestParam(defaultValue = "0") int page) {
    return repository.findAllByOrderByPlacedAtDesc(PageRequest.of(Math.max(page, 0), PAGE));
  }
}
