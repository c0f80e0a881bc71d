namespace MLSecOps.Linux.Native;

/// <summary>Error numbers of the kernel; the same on x64 and arm64.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int NoProcess = 3;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int BadDescriptor = 9;
    internal const int Again = 11;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int Busy = 16;
    internal const int Exists = 17;
    internal const int CrossDevice = 18;
    internal const int NotFolder = 20;
    internal const int Invalid = 22;
    internal const int TooManyInSystem = 23;
    internal const int TooManyInProcess = 24;
    internal const int InappropriateIoctl = 25;
    internal const int TextBusy = 26;
    internal const int NoSpace = 28;
    internal const int ReadOnlyFileSystem = 30;
    internal const int BrokenPipe = 32;
    internal const int NotImplemented = 38;
    internal const int TooManyLinks = 40;
    internal const int NoData = 61;
    internal const int Overflow = 75;
    internal const int MessageTooLong = 90;
    internal const int NotSupported = 95;
    internal const int ConnectionReset = 104;
    internal const int NoBuffers = 105;
    internal const int NotConnected = 107;
    internal const int TooManyReferences = 109;
    internal const int ConnectionRefused = 111;
    internal const int QuotaExceeded = 122;
}
