package io.twinbox.examples.payments;

import java.util.List;
import org.springframework.data.domain.PageRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Payments by HTTP. */
@RestController
@RequestMapping("/payments")
class PaymentController {
  private static final int PAGE = 50;

  private final PaymentRepository repository;

  PaymentController(PaymentRepository repository) {
    this.repository = repository;
  }

  /** The newest first. */
  @GetMapping
  List<Payment> list(@RequestParam(defaultValue = "0") int page) {
    return repository.findAllByOrderByPaidAtDesc(PageRequest.of(Math.max(page, 0), PAGE));
  }
}
