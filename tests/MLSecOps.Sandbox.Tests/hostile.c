// A worker that was taken over: each job is one thing such a worker would try. It reports on descriptor 1 what the kernel answered ("errno N", or "done").
// "locked/JOB" first sets the worker's own filter, which it reads from descriptor 0 (struct sock_filter; the marker stands for its process id).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARKER 0x7abcdef1u

static int said;

static void say(const char *text) { said = 1; if (write(1, text, strlen(text)) < 0) _exit(90); }

static void outcome(long result)
{
    char line[64];
    if (result < 0) snprintf(line, sizeof line, "errno %d", errno);
    else snprintf(line, sizeof line, "done");
    say(line);
}

// The limits are promised from the first byte of the job on: an honest worker reads it, and so must the test of a limit.
static int job_read(void)
{
    char bytes[4096];
    while (read(0, bytes, sizeof bytes) > 0) { }
    return 1;
}

static void *nothing(void *unused) { return unused; }

static void lock_down(void)
{
    static struct sock_filter filter[4096];
    size_t length = 0;
    ssize_t count;
    while ((count = read(0, (char *)filter + length, sizeof filter - length)) > 0) length += count;
    struct sock_fprog program = { length / sizeof filter[0], filter };
    for (size_t i = 0; i < program.len; i++) if (filter[i].k == MARKER) filter[i].k = getpid();
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program)) _exit(91);
}

static int internet(int type)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int s = socket(AF_INET, type, 0);
    if (s < 0) return -1;
    return type == SOCK_STREAM ? connect(s, (void *)&address, sizeof address) : (int)sendto(s, "x", 1, 0, (void *)&address, sizeof address);
}

// Memory that stays full while the kernel's count of it (RLIMIT_DATA) is led astray. It stops at four times the limit of the tests: the test fails, not the machine.
static void hidden_bomb(int flags, int sealing)
{
    for (int i = 0; i < 256; i++) {
        char *m = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
        if (m == MAP_FAILED) { outcome(-1); return; }
        memset(m, 1, 1 << 20);
        if (sealing >= 0 && mprotect(m, 1 << 20, sealing)) { outcome(-1); return; }
    }
    say("256 MiB");
}

// Page tables instead of pages: a page of zeros costs nothing, the table that leads to it 4 KiB for each 2 MiB.
static void table_bomb(void)
{
    size_t length = (size_t)16 << 30;
    volatile char *m = mmap(0, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (m == MAP_FAILED) { outcome(-1); return; }
    madvise((void *)m, length, MADV_NOHUGEPAGE);
    for (size_t at = 0; at < length; at += 2 << 20) (void)m[at];
    say("16 GiB mapped");
}

// The files of a job are descriptors 3 and 4. Each attempt is one call on 3, told by the kernel's answer.
static int on_file(const char *what)
{
    char b[16] = "";
    struct stat s;
    if (!strcmp(what, "read")) { ssize_t n = pread(3, b, 5, 2); if (n < 0) outcome(n); else { b[n] = 0; say(b); } }
    else if (!strcmp(what, "second")) { ssize_t n = pread(4, b, 5, 0); if (n < 0) outcome(n); else { b[n] = 0; say(b); } }
    else if (!strcmp(what, "seek")) outcome(lseek(3, 0, SEEK_END) == 11 ? 0 : -1);
    else if (!strcmp(what, "size")) outcome(fstat(3, &s) || s.st_size != 11 ? -1 : 0);
    else if (!strcmp(what, "write")) outcome(pwrite(3, "x", 1, 0));
    else if (!strcmp(what, "append")) outcome(write(3, "x", 1));
    else if (!strcmp(what, "truncate")) outcome(ftruncate(3, 0));
    else if (!strcmp(what, "punch")) outcome(fallocate(3, 3, 0, 4));
    else if (!strcmp(what, "map")) outcome(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0) == MAP_FAILED ? -1 : 0);
    else if (!strcmp(what, "mode")) outcome(fchmod(3, 0666));
    else if (!strcmp(what, "attribute")) outcome(syscall(SYS_fsetxattr, 3, "user.x", "x", 1, 0));
    else if (!strcmp(what, "reopen")) outcome(open("/proc/self/fd/3", O_RDWR));
    else if (!strcmp(what, "reread")) outcome(open("/proc/self/fd/3", O_RDONLY));
    else if (!strcmp(what, "list")) outcome(opendir("/proc/self/fd") ? 0 : -1);
    else if (!strcmp(what, "beside")) outcome(openat(3, "..", O_RDONLY));
    else if (!strcmp(what, "lock")) outcome(flock(3, LOCK_EX));
    else if (!strcmp(what, "control")) { int on = 1; outcome(ioctl(3, FIONBIO, &on)); }
    else if (!strcmp(what, "more")) outcome(fcntl(5, F_GETFD));
    else return 0;
    return 1;
}

int main(int argc, char **argv)
{
    const char *job = argc == 2 ? argv[1] : "";
    if (!strncmp(job, "locked/", 7)) { lock_down(); job += 7; }
    // Its own program stands for the files of others: whatever succeeds harms only this test.
    const char *own = (const char *)getauxval(AT_EXECFN);
    char parent[64];
    snprintf(parent, sizeof parent, "/proc/%d/environ", getppid());

    // A model that took the worker over: its first line says what the worker does, the rest is the report.
    static char model[1 << 16];
    const char *report = "";
    if (!strcmp(job, "inspect")) {
        ssize_t length = pread(3, model, sizeof model - 1, 0);
        if (length < 0) return 96;
        char *end = strchr(model, '\n');
        if (end) { *end = 0; report = end + 1; }
        job = model;
    }

    if (!strcmp(job, "lie")) say(report);
    else if (!strncmp(job, "file/", 5)) { if (!on_file(job + 5)) return 94; }
    else if (!strcmp(job, "report")) say("a report");
    else if (!strcmp(job, "echo")) { char b[65536]; ssize_t n; while ((n = read(0, b, sizeof b)) > 0) if (write(1, b, n) != n) return 92; }
    else if (!strcmp(job, "shadow")) outcome(open("/etc/shadow", O_RDONLY));
    else if (!strcmp(job, "write")) outcome(open("/tmp/mlsec-hostile", O_WRONLY | O_CREAT, 0600));
    else if (!strcmp(job, "write-beside")) { char beside[4096]; snprintf(beside, sizeof beside, "%s.new", own); outcome(open(beside, O_WRONLY | O_CREAT, 0600)); }
    else if (!strcmp(job, "library")) outcome(open("/lib64/ld-linux-x86-64.so.2", O_RDONLY));
    else if (!strcmp(job, "chmod")) outcome(chmod(own, 0700));
    else if (!strcmp(job, "unlink")) outcome(unlink(own));
    else if (!strcmp(job, "parent-environ")) outcome(open(parent, O_RDONLY));
    else if (!strcmp(job, "parent-memory")) { snprintf(parent, sizeof parent, "/proc/%d/mem", getppid()); outcome(open(parent, O_RDWR)); }
    else if (!strcmp(job, "parent-descriptors")) { snprintf(parent, sizeof parent, "/proc/%d/fd", getppid()); outcome(opendir(parent) ? 0 : -1); }
    else if (!strcmp(job, "init-environ")) outcome(open("/proc/1/environ", O_RDONLY));
    else if (!strcmp(job, "init-memory")) outcome(open("/proc/1/mem", O_RDWR));
    else if (!strcmp(job, "own-memory")) outcome(open("/proc/self/mem", O_RDWR));
    else if (!strcmp(job, "kernel-memory")) outcome(open("/proc/kcore", O_RDONLY));
    else if (!strcmp(job, "kernel-switch")) outcome(open("/proc/sysrq-trigger", O_WRONLY));
    else if (!strcmp(job, "peek-parent")) { char b[8]; struct iovec here = { b, 8 }, there = { own ? (void *)own : b, 8 }; outcome(process_vm_readv(getppid(), &here, 1, &there, 1, 0)); }
    else if (!strcmp(job, "ring")) { char p[256] = ""; outcome(syscall(SYS_io_uring_setup, 1, p)); }
    else if (!strcmp(job, "queue-signal")) { siginfo_t i; memset(&i, 0, sizeof i); i.si_code = SI_QUEUE; outcome(syscall(SYS_rt_sigqueueinfo, getppid(), SIGTERM, &i)); }
    else if (!strcmp(job, "file-bomb") && job_read()) { int f = open("/tmp/mlsec-hostile-bomb", O_WRONLY | O_CREAT | O_TRUNC, 0600); if (f < 0) { outcome(-1); return 0; } unlink("/tmp/mlsec-hostile-bomb"); for (;;) if (write(f, own, 4) < 0) { outcome(-1); break; } }
    else if (!strcmp(job, "shared-bomb") && job_read()) { for (int i = 0; i < 512; i++) { char *m = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); if (m == MAP_FAILED) { outcome(-1); return 0; } memset(m, 1, 1 << 20); } say("512 MiB"); }
    else if (!strcmp(job, "list-processes")) outcome(opendir("/proc") ? 0 : -1);
    else if (!strcmp(job, "tcp")) outcome(internet(SOCK_STREAM));
    else if (!strcmp(job, "udp")) outcome(internet(SOCK_DGRAM));
    else if (!strcmp(job, "unix")) outcome(socket(AF_UNIX, SOCK_STREAM, 0));
    else if (!strcmp(job, "netlink")) outcome(socket(AF_NETLINK, SOCK_RAW, 0));
    else if (!strcmp(job, "shared-memory")) outcome(shmget(IPC_PRIVATE, 4096, 0600));
    else if (!strcmp(job, "exec")) { char *a[] = { "sh", "-c", "echo ran", 0 }; execve("/usr/bin/sh", a, a + 3); outcome(-1); }
    else if (!strcmp(job, "fork")) { long p = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); if (!p) _exit(0); outcome(p); }
    else if (!strcmp(job, "fork3")) { struct { unsigned long long f[11]; } c = {{0}}; c.f[4] = SIGCHLD; long p = syscall(SYS_clone3, &c, sizeof c); if (!p) _exit(0); outcome(p); }
    else if (!strcmp(job, "fork-bomb")) { int failed = 0; for (int i = 0; i < 1000; i++) { pid_t p = fork(); if (!p) for (;;) pause(); failed += p < 0; } say(failed == 1000 ? "all refused" : "some ran"); }
    else if (!strcmp(job, "thread")) { pthread_t t; errno = pthread_create(&t, 0, nothing, 0); if (!errno) pthread_join(t, 0); outcome(errno ? -1 : 0); }
    else if (!strcmp(job, "kill-parent")) outcome(kill(getppid(), SIGTERM));
    else if (!strcmp(job, "probe-parent")) outcome(syscall(SYS_tgkill, getppid(), getppid(), SIGTERM));
    else if (!strcmp(job, "kill-everyone")) outcome(kill(-1, 0));
    else if (!strcmp(job, "ptrace-parent")) outcome(ptrace(PTRACE_SEIZE, getppid(), 0, 0));
    else if (!strcmp(job, "unshare")) outcome(syscall(SYS_unshare, 0x10000000));
    else if (!strcmp(job, "setsid")) outcome(syscall(SYS_setsid));
    else if (!strcmp(job, "raise-limit")) { struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY }; outcome(setrlimit(RLIMIT_FSIZE, &l)); }
    else if (!strcmp(job, "map-code")) outcome(mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
    else if (!strcmp(job, "make-code")) { void *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); outcome(m == MAP_FAILED ? 0 : mprotect(m, 4096, PROT_READ | PROT_EXEC)); }
    else if (!strcmp(job, "memory-file")) outcome(syscall(SYS_memfd_create, "x", 0));
    else if (!strcmp(job, "stat")) { struct stat s; outcome(fstatat(AT_FDCWD, "/etc/shadow", &s, 0)); }
    else if (!strcmp(job, "fstat")) { struct stat s; outcome(fstat(1, &s)); }
    else if (!strcmp(job, "memory-bomb") && job_read()) { for (;;) { char *m = malloc(1 << 20); if (!m) abort(); memset(m, 1, 1 << 20); } }
    else if (!strcmp(job, "stack-bomb") && job_read()) hidden_bomb(MAP_GROWSDOWN, -1);
    else if (!strcmp(job, "sealed-bomb") && job_read()) hidden_bomb(0, PROT_READ);
    else if (!strcmp(job, "closed-bomb") && job_read()) hidden_bomb(0, PROT_NONE);
    else if (!strcmp(job, "table-bomb") && job_read()) table_bomb();
    // No byte long: it asks for the permission, and poisons nothing when it is given.
    else if (!strcmp(job, "poison")) outcome(madvise(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 0, MADV_HWPOISON));
    else if (!strcmp(job, "memory-at-once") && job_read()) { char *m = malloc((size_t)1 << 40); if (!m) _exit(12); memset(m, 1, 4096); say("got it"); }
    else if (!strcmp(job, "descriptors") && job_read()) { int n = 0; while (dup(0) >= 0) n++; outcome(n < 64 ? -1 : 0); }
    else if (!strcmp(job, "flood")) { static char b[65536]; for (;;) if (write(1, b, sizeof b) < 0) return 93; }
    else if (!strcmp(job, "diagnostics-flood")) { static char b[1000]; memset(b, 'd', sizeof b); for (int i = 0; i < 2000; i++) if (write(2, b, sizeof b) < 0) return 93; say("a report"); }
    else if (!strcmp(job, "hang")) for (;;) pause();
    else if (!strcmp(job, "spin") && job_read()) for (volatile unsigned i = 0;; i++) { }
    else if (!strcmp(job, "crash")) { fprintf(stderr, "last words\n"); *(volatile int *)8 = 1; }
    else if (!strcmp(job, "abort")) abort();
    else if (!strcmp(job, "exit")) { fprintf(stderr, "no such model\n"); return 7; }
    else if (!strcmp(job, "not-locked")) return 13;
    else if (!strcmp(job, "silent")) return 0;
    else if (!strcmp(job, "close-input")) { close(0); say("a report"); usleep(200000); }
    else if (!strcmp(job, "surroundings")) {
        char text[512], folder[256];
        int open_count = 0;
        for (int fd = 0; fd < 256; fd++) open_count += fcntl(fd, F_GETFD) >= 0;
        sigset_t blocked; int ignored = 0;
        sigprocmask(SIG_BLOCK, 0, &blocked);
        for (int s = 1; s < 32; s++) { struct sigaction a; if (!sigaction(s, 0, &a)) ignored += a.sa_handler != SIG_DFL || sigismember(&blocked, s); }
        struct rlimit core; getrlimit(RLIMIT_CORE, &core);
        int variables = 0; extern char **environ; for (char **e = environ; e && *e; e++) variables++;
        snprintf(text, sizeof text, "fds %d cwd %s env %d args %d signals %d nnp %d", open_count, getcwd(folder, sizeof folder), variables, argc, ignored, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
        say(text);
    }
    else return 94;
    return said || !strcmp(job, "echo") ? 0 : 95;
}
