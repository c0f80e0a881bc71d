using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MLSecOps.Linux.Systemd;

/// <summary>The native journal protocol: <c>NAME=value\n</c>, or for values with newlines <c>NAME\n</c>, 8 bytes little-endian length, value, <c>\n</c>.</summary>
/// <remarks>systemd, "Native Journal Protocol".</remarks>
internal static class JournalEncoding
{
    private const int LongestName = 64;

    internal static ArrayBufferWriter<byte> Encode(string identifier, JournalEntry entry)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, "MESSAGE", entry.Message);
        Write(output, "PRIORITY", ((int)entry.Priority).ToString(CultureInfo.InvariantCulture));
        Write(output, "SYSLOG_IDENTIFIER", identifier);
        if (entry.MessageId is { } id)
        {
            Write(output, "MESSAGE_ID", id.ToString("N"));
        }

        foreach ((string name, string value) in entry.Fields ?? [])
        {
            ThrowIfInvalid(name);
            Write(output, name, value);
        }

        return output;
    }

    private static void Write(ArrayBufferWriter<byte> output, string name, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Encoding.ASCII.GetBytes(name, output);
        if (value.Contains('\n', StringComparison.Ordinal))
        {
            output.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), (ulong)length);
            output.Advance(8);
        }
        else
        {
            output.Write("="u8);
        }

        Encoding.UTF8.GetBytes(value, output);
        output.Write("\n"u8);
    }

    /// <summary>Names are the program's own: a wrong one is a bug, not bad input. The journal would drop the field without a word.</summary>
    private static void ThrowIfInvalid(string name)
    {
        if (name.Length is 0 or > LongestName || !char.IsAsciiLetterUpper(name[0])
            || name.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"))
        {
            throw new ArgumentException($"'{name}' is no journal field name.", nameof(name));
        }
    }
}
