using System.Buffers.Binary;
using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>A link as the log keeps it: with what travels beside it when it is sent.</summary>
/// <param name="Link">The link.</param>
/// <param name="Time">When it was made, by the device's clock; whole seconds.</param>
/// <param name="Subject">The slot that the record is about; null when it is about the device.</param>
internal sealed record LoggedLink(ChainLink Link, DateTimeOffset Time, string? Subject)
{
    /// <summary>Most bytes of one body.</summary>
    public const int MostBytes = HeadBytes + MostSubject + ChainLink.MostBytes;

    /// <summary>Most characters of a subject; a slot's name has at most 63.</summary>
    public const int MostSubject = 63;

    private const byte Form = 1;
    private const int HeadBytes = 10;

    /// <summary>The body: form, seconds since 1970, length of the subject, subject, link.</summary>
    public byte[] Encode()
    {
        byte[] subject = Encoding.ASCII.GetBytes(Subject ?? string.Empty);
        byte[] head = new byte[HeadBytes];
        head[0] = Form;
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(1), Time.ToUnixTimeSeconds());
        head[9] = (byte)subject.Length;
        return [.. head, .. subject, .. Link.Encode()];
    }

    /// <summary>Reads a body; null when it is none. Untrusted: a power cut may have left anything.</summary>
    public static LoggedLink? Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length < HeadBytes || body[0] != Form || body[9] > MostSubject || body.Length < HeadBytes + body[9])
        {
            return null;
        }

        long seconds = BinaryPrimitives.ReadInt64LittleEndian(body[1..]);
        string subject = Encoding.ASCII.GetString(body.Slice(HeadBytes, body[9]));
        if (seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() || !IsSubject(subject))
        {
            return null;
        }

        return ChainLink.Decode(body[(HeadBytes + subject.Length)..].ToArray()).TryGet(out ChainLink? link, out FormatFault? _)
            ? new LoggedLink(link, DateTimeOffset.FromUnixTimeSeconds(seconds), subject.Length == 0 ? null : subject)
            : null;
    }

    /// <summary>True for the form of a slot's name, and for none.</summary>
    public static bool IsSubject(string? subject) =>
        subject is null || (subject.Length <= MostSubject && subject.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
}
