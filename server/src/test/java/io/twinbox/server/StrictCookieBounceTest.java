package io.twinbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class StrictCookieBounceTest {
  private static final String BACK = "/login/oauth2/code/corp";

  private final MockHttpServletResponse response = new MockHttpServletResponse();

  private boolean passes(MockHttpServletRequest request) throws ServletException, IOException {
    MockFilterChain chain = new MockFilterChain();
    new StrictCookieBounce().doFilter(request, response, chain);
    return chain.getRequest() != null;
  }

  private static MockHttpServletRequest request(String path, String query) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setQueryString(query);
    return request;
  }

  @Test
  void whoComesBackWithoutTheCookieIsSentOnceMore() throws ServletException, IOException {
    assertThat(passes(request(BACK, "state=a&code=b\"><script>"))).isFalse();
    assertThat(response.getContentAsString())
        .contains("0;url=/login/oauth2/code/corp?state=a&amp;code=b")
        .contains("&amp;again")
        .doesNotContain("<script>");
    assertThat(passes(request(BACK, "state=a&code=b&again"))).isTrue();
  }

  @Test
  void othersPass() throws ServletException, IOException {
    assertThat(passes(request("/login", "state=a"))).isTrue();
    assertThat(passes(request(BACK, null))).isTrue();
    MockHttpServletRequest known = request(BACK, "state=a");
    known.setRequestedSessionId("7");
    assertThat(passes(known)).isTrue();
  }
}
