using System.Text;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Native;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.Linux.Systemd;

/// <summary>Writes structured entries to the systemd journal by its native datagram protocol; to a text writer with <c>&lt;N&gt;</c> prefixes where there is no journal.</summary>
/// <remarks>Logging never stops the service: what cannot be delivered is counted in <see cref="Lost"/>. Safe to call from several threads.</remarks>
public sealed unsafe class Journal : IDisposable
{
    /// <summary>Where systemd listens.</summary>
    public const string DefaultSocket = "/run/systemd/journal/socket";

    private const int UnixFamily = 1;
    private const int DatagramCloseOnExec = 2 | 0x80000;
    private const int LongestInvalidCharacterEscape = 6;
    private readonly Lock _fallbackLock = new();
    private readonly SafeFileHandle? _socket;
    private readonly UnixAddress _address;
    private readonly string _identifier;
    private readonly TextWriter _fallback;
    private long _lost;

    private Journal(SafeFileHandle? socket, UnixAddress address, string identifier, TextWriter fallback)
    {
        _socket = socket;
        _address = address;
        _identifier = identifier;
        _fallback = fallback;
    }

    /// <summary>Entries that reached neither the journal nor the fallback.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Opens the way to the journal; it need not exist yet.</summary>
    /// <param name="identifier">SYSLOG_IDENTIFIER, the program's name.</param>
    /// <param name="fallback">Where entries go while the journal's socket is missing: the standard error stream.</param>
    /// <param name="socketPath">The journal's socket; another one in tests.</param>
    public static Journal Open(string identifier, TextWriter fallback, string socketPath = DefaultSocket)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var address = new UnixAddress(socketPath);
        int descriptor = address.Fits ? Libc.Socket(UnixFamily, DatagramCloseOnExec, 0) : -1;
        return new Journal(descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null, address, identifier, fallback);
    }

    /// <summary>Writes one entry.</summary>
    /// <exception cref="ArgumentException">A field's name is not one; a programming error.</exception>
    public void Write(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ReadOnlySpan<byte> encoded = JournalEncoding.Encode(_identifier, entry).WrittenSpan;
        if (!TrySend(encoded))
        {
            WriteFallback(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private bool TrySend(ReadOnlySpan<byte> encoded)
    {
        if (_socket is null || _socket.IsClosed)
        {
            return false;
        }

        using var use = new DescriptorUse(_socket);
        try
        {
            fixed (byte* data = encoded)
            {
                DescriptorPassing.Send(use.Number, _address, data, encoded.Length, []);
            }

            return true;
        }
        catch (SystemCallException tooLarge) when (tooLarge.ErrorNumber is Errno.MessageTooLong or Errno.NoBuffers)
        {
            return TrySendByDescriptor(use.Number, encoded);
        }
        catch (SystemCallException)
        {
            return false;
        }
    }

    /// <summary>An entry beyond the socket's buffer travels as a sealed memory file in an empty message.</summary>
    private bool TrySendByDescriptor(int socket, ReadOnlySpan<byte> encoded)
    {
        try
        {
            using SafeFileHandle content = SealedMemoryFile.CreateForJournal(encoded);
            DescriptorPassing.Send(socket, _address, null, 0, [content]);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void WriteFallback(JournalEntry entry)
    {
        var line = new StringBuilder().Append('<').Append((int)entry.Priority).Append('>');
        AppendEscaped(line, entry.Message);
        foreach ((string name, string value) in entry.Fields ?? [])
        {
            line.Append(' ').Append(name).Append('=');
            AppendEscaped(line, value);
        }

        try
        {
            lock (_fallbackLock)
            {
                _fallback.WriteLine(line);
                _fallback.Flush();
            }
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _lost);
        }
    }

    // One entry is one line, and text from outside must not steer a terminal.
    private static void AppendEscaped(StringBuilder line, string text)
    {
        line.EnsureCapacity(line.Length + text.Length + LongestInvalidCharacterEscape);
        foreach (char character in text)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
            {
                line.Append("\\u").Append(((int)character).ToString("x4"));
            }
            else
            {
                line.Append(character);
            }
        }
    }
}
