/* Before the first paint: the theme the reader chose, so that the page does not flash. */
(function () {
  try {
    var theme = localStorage.getItem('twinbox.theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch (e) {
    /* Blocked storage: the system's theme. */
  }
})();
