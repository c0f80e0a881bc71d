using System.Formats.Cbor;
using System.Globalization;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Chain;

/// <summary>One link of a device's chain of records (design §10): everything about a record but its payload, which it holds by digest.</summary>
/// <remarks>Encoded as the deterministic CBOR array <c>[epoch bstr16, seq uint, prev bstr32, type tstr, severity tstr, payload_sha256 bstr32]</c>; the SHA-256 of that is the link's digest and the next link's <c>prev</c>.</remarks>
public sealed record ChainLink
{
    /// <summary>The most bytes that an encoded link has.</summary>
    public const int MostBytes = 256;

    /// <summary>The most characters of a type.</summary>
    public const int TypeLength = 63;

    private const int Parts = 6;

    private static readonly string[] Severities = ["critical", "error", "warning", "notice", "info"];

    private ChainLink(ChainEpoch epoch, long sequence, Sha256Digest previous, string type, string severity, Sha256Digest payload)
    {
        Epoch = epoch;
        Sequence = sequence;
        Previous = previous;
        Type = type;
        Severity = severity;
        Payload = payload;
        Head = new ChainHead(epoch, sequence, Sha256Digest.Of(Encode()));
    }

    /// <summary>What the first link of an epoch has as previous digest: 32 zero bytes.</summary>
    public static Sha256Digest Origin { get; } = new(new byte[Sha256Digest.Size]);

    /// <summary>The epoch.</summary>
    public ChainEpoch Epoch { get; }

    /// <summary>1 to 2^53-1, rising by one.</summary>
    public long Sequence { get; }

    /// <summary>Digest of the link before; <see cref="Origin"/> for the first.</summary>
    public Sha256Digest Previous { get; }

    /// <summary>Type of the record, such as <c>mlsec.finding.v1</c>.</summary>
    public string Type { get; }

    /// <summary>One of critical, error, warning, notice, info.</summary>
    public string Severity { get; }

    /// <summary>SHA-256 of the payload's bytes.</summary>
    public Sha256Digest Payload { get; }

    /// <summary>The chain's head once this link is its last.</summary>
    public ChainHead Head { get; }

    /// <summary>The first link of an epoch.</summary>
    /// <exception cref="ArgumentException">A type or severity that is none; a programming error.</exception>
    public static ChainLink First(ChainEpoch epoch, string type, string severity, Sha256Digest payload) => Make(epoch, 1, Origin, type, severity, payload);

    /// <summary>The link after a head.</summary>
    /// <exception cref="ArgumentException">A type or severity that is none; a programming error.</exception>
    public static ChainLink After(ChainHead head, string type, string severity, Sha256Digest payload) =>
        Make(head.Epoch, head.Sequence + 1, head.Digest, type, severity, payload);

    /// <summary>True when this link continues the chain that ends in <paramref name="head"/>.</summary>
    public bool Follows(ChainHead head) => Epoch == head.Epoch && Sequence == head.Sequence + 1 && Previous == head.Digest;

    /// <summary>The deterministic CBOR array.</summary>
    public byte[] Encode()
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartArray(Parts);
        Span<byte> epoch = stackalloc byte[ChainEpoch.Size];
        Epoch.CopyTo(epoch);
        writer.WriteByteString(epoch);
        writer.WriteInt64(Sequence);
        writer.WriteDigest(Previous);
        writer.WriteTextString(Type);
        writer.WriteTextString(Severity);
        writer.WriteDigest(Payload);
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Reads an encoded link.</summary>
    /// <param name="encoded">Exactly one link; untrusted.</param>
    public static Parsed<ChainLink> Decode(ReadOnlyMemory<byte> encoded)
    {
        CborCursor cursor = CborCursor.Open(encoded, MostBytes, EvidenceReasons.ChainMalformed);
        cursor.EnterArray(Parts, Parts, "an array of 6");
        ChainEpoch epoch = ReadEpoch(cursor);
        long sequence = cursor.Integer(1, Limits.Release, "a number from 1");
        long previousAt = cursor.Offset;
        Sha256Digest previous = cursor.Digest("a previous digest of 32 bytes");
        string type = cursor.Text(TypeLength, IsType, "a record type");
        string severity = cursor.Text(TypeLength, IsSeverity, "a severity");
        Sha256Digest payload = cursor.Digest("a payload digest of 32 bytes");
        cursor.LeaveArray();
        if (cursor.Fault is null && sequence == 1 != (previous == Origin))
        {
            cursor.FailAt(previousAt, EvidenceReasons.ChainMalformed, "32 zero bytes for the first link, and for no other");
        }

        return cursor.Fault is { } fault ? fault : new ChainLink(epoch, sequence, previous, type, severity, payload);
    }

    /// <summary>Makes a link of the text attributes that travel with a record (user properties). All are untrusted; the offset of a fault is 0.</summary>
    /// <param name="epoch">32 lower-case hexadecimal digits.</param>
    /// <param name="sequence">Decimal, no leading zero.</param>
    /// <param name="previous">64 lower-case hexadecimal digits.</param>
    /// <param name="type">The record's type.</param>
    /// <param name="severity">Its severity.</param>
    /// <param name="payload">SHA-256 of the payload as received.</param>
    public static Parsed<ChainLink> FromAttributes(string? epoch, string? sequence, string? previous, string? type, string? severity, Sha256Digest payload)
    {
        if (!ChainEpoch.TryParse(epoch, out ChainEpoch parsedEpoch))
        {
            return new FormatFault(EvidenceReasons.ChainMalformed, 0, "chainepoch of 32 hexadecimal digits");
        }

        if (!long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || sequence![0] == '0' || number > Limits.Release)
        {
            return new FormatFault(EvidenceReasons.ChainMalformed, 0, "chainseq, a decimal number from 1");
        }

        if (!Sha256Digest.TryParseHex(previous, out Sha256Digest before) || number == 1 != (before == Origin))
        {
            return new FormatFault(EvidenceReasons.ChainMalformed, 0, "chainprev of 64 hexadecimal digits, all zero for the first link only");
        }

        return IsType(type) && IsSeverity(severity)
            ? new ChainLink(parsedEpoch, number, before, type!, severity!, payload)
            : new FormatFault(EvidenceReasons.ChainMalformed, 0, "a record type and a severity");
    }

    internal static ChainEpoch ReadEpoch(CborCursor cursor)
    {
        long at = cursor.Offset;
        ReadOnlyMemory<byte> bytes = cursor.Bytes(ChainEpoch.Size, ChainEpoch.Size, "an epoch of 16 bytes");
        if (cursor.Fault is null && !bytes.Span.ContainsAnyExcept((byte)0))
        {
            cursor.FailAt(at, EvidenceReasons.ChainMalformed, "an epoch that is not all zero");
        }

        return cursor.Fault is null ? new ChainEpoch(bytes.Span) : default;
    }

    private static ChainLink Make(ChainEpoch epoch, long sequence, Sha256Digest previous, string type, string severity, Sha256Digest payload)
    {
        if (epoch.IsDefault || !IsType(type) || !IsSeverity(severity))
        {
            throw new ArgumentException($"No epoch, or no record type or severity: {type}, {severity}.");
        }

        return new ChainLink(epoch, sequence, previous, type, severity, payload);
    }

    private static bool IsType(string? text) =>
        text is { Length: > 0 and <= TypeLength } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    private static bool IsSeverity(string? text) => Severities.Contains(text);
}
