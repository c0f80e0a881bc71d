using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Walks over a TPM's answer. The first fault stays; after it everything reads as empty.</summary>
/// <remarks>The TPM's answer is untrusted: it comes over a bus, or from a program that claims to be a TPM.</remarks>
internal sealed class AnswerCursor
{
    private readonly ReadOnlyMemory<byte> _answer;

    public AnswerCursor(ReadOnlyMemory<byte> answer) => _answer = answer;

    /// <summary>What was wrong first; null while nothing is.</summary>
    public FormatFault? Fault { get; private set; }

    public int Offset { get; private set; }

    public bool IsAtEnd => Offset == _answer.Length;

    public byte Byte(string what) => Bytes(1, what) is { Length: 1 } bytes ? bytes.Span[0] : (byte)0;

    public int Short(string what) => Bytes(2, what) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes.Span) : 0;

    public uint Word(string what) => Bytes(4, what) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span) : 0;

    /// <summary>A count or size of four bytes, at most <paramref name="most"/>.</summary>
    public int Count(int most, string what)
    {
        int at = Offset;
        uint count = Word(what);
        if (count > most)
        {
            Fail(at, what);
            return 0;
        }

        return (int)count;
    }

    /// <summary>A TPM2B of at most <paramref name="most"/> bytes.</summary>
    public ReadOnlyMemory<byte> Sized(int most, string what)
    {
        int at = Offset;
        int size = Short(what);
        if (size > most)
        {
            Fail(at, what);
            return default;
        }

        return Bytes(size, what);
    }

    public ReadOnlyMemory<byte> Bytes(int count, string what)
    {
        if (Fault is not null)
        {
            return default;
        }

        if (_answer.Length - Offset < count)
        {
            Fail(Offset, what);
            return default;
        }

        Offset += count;
        return _answer.Slice(Offset - count, count);
    }

    public ReadOnlyMemory<byte> Rest() => Bytes(_answer.Length - Offset, string.Empty);

    /// <summary>From here to an offset, as a cursor of its own that keeps the offsets.</summary>
    public AnswerCursor Part(int end) => new(_answer[..end]) { Offset = Offset };

    /// <summary>The next bytes as a cursor of their own.</summary>
    public AnswerCursor Take(int count, string what)
    {
        if (Fault is null && _answer.Length - Offset < count)
        {
            Fail(Offset, what);
        }

        return Part(Fault is null ? Offset + count : Offset);
    }

    /// <summary>Goes on behind a part, which must have been read to its end.</summary>
    public void Adopt(AnswerCursor part, string what)
    {
        if (part.Fault is null && !part.IsAtEnd)
        {
            part.Fail(part.Offset, what);
        }

        Fault ??= part.Fault;
        Offset = part._answer.Length;
    }

    public void Fail(int at, string what) => Fault ??= new FormatFault(TpmDeviceReasons.AnswerMalformed, at, what);
}
