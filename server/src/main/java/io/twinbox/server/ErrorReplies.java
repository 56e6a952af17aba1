package io.twinbox.server;

import io.twinbox.console.http.Problem;
import io.twinbox.console.http.Reply;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What the container could not answer otherwise: its status, and nothing of what it was. */
@Controller
class ErrorReplies implements ErrorController {

  @RequestMapping("${server.error.path:/error}")
  ResponseEntity<byte[]> error(HttpServletRequest request) {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int status = code instanceof Integer number ? number : Problem.INTERNAL.status();
    Reply reply = Reply.problem(kind(status), "");
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(reply.body());
  }

  private static Problem kind(int status) {
    for (Problem problem : Problem.values()) {
      if (problem.status() == status) {
        return problem;
      }
    }
    return status < Problem.INTERNAL.status() ? Problem.INVALID : Problem.INTERNAL;
  }
}
