/*
 * Preloaded into a process, makes a FIFO a device file of a TPM: where the kernel lets the process
 * open it, the result is a connection to a software TPM. While the file DEVICE.busy exists, open
 * fails with EBUSY, as that of /dev/tpm0 does while another process has it; each such failure adds
 * a byte to DEVICE.refused.
 *
 * Compiled by the tests with -DDEVICE="..." and -DPORT=..., of 127.0.0.1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int (*opener)(const char *, int, ...);

static int connected(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int tpm = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (tpm >= 0 && connect(tpm, (struct sockaddr *) &address, sizeof address) == 0) return tpm;
    if (tpm >= 0) close(tpm);
    errno = ENXIO;
    return -1;
}

static int device(opener real, int flags) {
    int file = real(DEVICE, flags); /* the kernel's own permission check */
    if (file < 0) return file;
    close(file);
    if (access(DEVICE ".busy", F_OK) != 0) return connected();
    int refused = real(DEVICE ".refused", O_WRONLY | O_APPEND);
    if (refused >= 0) {
        if (write(refused, ".", 1) < 0) { /* the test will miss it */ }
        close(refused);
    }
    errno = EBUSY;
    return -1;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        opener real = (opener) dlsym(RTLD_NEXT, #name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return strcmp(path, DEVICE) == 0 ? device(real, flags) : real(path, flags, mode); \
    }

OPEN(open)
OPEN(open64)
