#!/bin/sh
# The page's tests need a real browser. No wheel ships one, so it comes from the system's packages, where we may install.
command -v chromium >/dev/null && command -v chromedriver >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium chromium-driver fonts-noto-color-emoji >/dev/null 2>&1 && exit 0
fi
echo "*** No chromium here and no right to install it: the tests of the sandbox's page WILL BE SKIPPED. ***"
