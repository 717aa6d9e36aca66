// A folder for one test, gone with all in it when the test is.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>  // mkdtemp is POSIX, not C++

#include <filesystem>
#include <string>
#include <system_error>

namespace dongtin {

class TempDir {
 public:
  TempDir() : path_((std::filesystem::temp_directory_path() / "dongtin-test-XXXXXX").string()) {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  ~TempDir() {
    std::error_code ignored;  // a folder left behind fails no test
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace dongtin
