using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>A package on its way: bytes from the beginning, growing up to the length that a directive names.</summary>
/// <remarks>Flushed whenever a stretch is full and before the next one begins, so that after a power cut everything but the last stretch is what arrived.</remarks>
internal sealed class PartFile : IDisposable
{
    /// <summary>Length of a stretch.</summary>
    public const int StretchBytes = 4 << 20;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    /// <param name="path">Made when missing.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public PartFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        File.SetUnixFileMode(_handle, Private);
        Length = RandomAccess.GetLength(_handle);
    }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Gives up what a power cut may have left without content.</summary>
    public static void TrustOnlyFlushed(string path)
    {
        using PartFile part = new(path);
        part.Cut(part.Length / StretchBytes * StretchBytes);
    }

    /// <summary>Keeps only the first bytes.</summary>
    public void Cut(long length)
    {
        RandomAccess.SetLength(_handle, length);
        Length = length;
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int room = (int)(StretchBytes - (Length % StretchBytes));
            ReadOnlySpan<byte> now = bytes[..Math.Min(room, bytes.Length)];
            RandomAccess.Write(_handle, now, Length);
            Length += now.Length;
            bytes = bytes[now.Length..];
            if (Length % StretchBytes == 0)
            {
                Flush();
            }
        }
    }

    /// <summary>Makes what was appended durable.</summary>
    public void Flush() => FolderFlush.FlushFile(_path);

    public void Dispose() => _handle.Dispose();
}
