using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Attestation;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Attestation;

/// <summary>What an attacker may do to the spelling of a message, for every reader of one: a value with its reason and offset, never an exception.</summary>
public sealed class BadInputTests
{
    // Ours: each has one spelling.
    private static readonly (string Name, byte[] Good, Func<byte[], FormatFault?> Read)[] Strict =
    [
        ("evidence", AttestationSamples.Evidence, bytes => Fault(EvidenceParser.Parse(bytes))),
        ("result", AttestationSamples.Result, bytes => Fault(EarParser.Parse(bytes))),
        ("challenge", AttestationSamples.Challenge, bytes => Fault(ChallengeCodec.Decode(bytes))),
        ("acknowledgement", AttestationSamples.Acknowledgement, bytes => Fault(ChainHeadCodec.Decode(bytes))),
        ("link", AttestationSamples.Link, bytes => Fault(ChainLink.Decode(bytes))),
        ("signed", AttestationSamples.Signed, bytes => Fault(CoseSign1Parser.Parse(bytes))),
    ];

    public static TheoryData<string> StrictNames => [.. Strict.Select(row => row.Name)];

    public static TheoryData<string> GenericNames => [.. AttestationSamples.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(StrictNames))]
    [RedTeam("G5", "Spells a message so that two readers understand it differently", typeof(CborForm), "CBOR_NOT_DETERMINISTIC", "CBOR_MALFORMED", "CBOR_LIMIT_EXCEEDED", "CBOR_TRAILING_BYTES")]
    public void Our_messages_have_one_spelling(string name)
    {
        (_, byte[] good, Func<byte[], FormatFault?> read) = Strict.Single(row => row.Name == name);
        Assert.Null(read(good));
        foreach ((string what, byte[] bad) in Spellings(good))
        {
            FormatFault? fault = read(bad);
            Assert.True(fault is not null, $"{what} is taken");
            Assert.InRange(fault.Offset, 0, bad.Length);
        }

        AssertTotal(good, read, step: 1);
    }

    [Theory]
    [MemberData(nameof(GenericNames))]
    public void The_reader_of_anything_refuses_what_is_not_well_formed(string name)
    {
        byte[] good = AttestationSamples.All.Single(row => row.Name == name).Content;
        Assert.Null(Read(good));
        foreach ((string what, byte[] bad) in Spellings(good).Where(row => row.What is not ("indefinite length" or "longer length")))
        {
            FormatFault? fault = Read(bad);
            Assert.True(fault is not null, $"{what} is taken");
            Assert.InRange(fault.Offset, 0, bad.Length);
        }

        AssertTotal(good, Read, step: good.Length > 1000 ? 3 : 1);
    }

    /// <summary>Other profiles allow them (RFC 9711, 6): they are read, and said to be there. Ours do not, and go through their strict readers here too.</summary>
    [Theory]
    [InlineData("token", true)]
    [InlineData("psa", true)]
    [InlineData("component", true)]
    [InlineData("messages", true)]
    [InlineData("result", true)]
    [InlineData("evidence", false)]
    [InlineData("challenge", false)]
    [InlineData("acknowledgement", false)]
    [InlineData("link", false)]
    public void Liberties_of_spelling_are_noted_where_they_are_allowed(string name, bool allowed)
    {
        byte[] good = AttestationSamples.All.Single(row => row.Name == name).Content;
        foreach ((string what, byte[] other) in Spellings(good).Where(row => row.What is "indefinite length" or "longer length"))
        {
            if (allowed)
            {
                AttestationMessage message = AttestationReader.Read(other).Match(read => read, fault => throw new InvalidOperationException($"{what}: {fault}"));
                Assert.Contains(message.Notes, note => note.EndsWith("the first at byte 0", StringComparison.Ordinal));
            }
            else
            {
                Assert.Equal(EvidenceReasons.CborNotDeterministic, Read(other)?.Reason);
            }
        }
    }

    [Theory]
    [InlineData("{10: h'948f8860d13a463e', 6: 1.5}", 12)]
    [InlineData("{10: h'948f8860d13a463e', 6: 1526542894.0}", 12)]
    [InlineData("{10: h'948f8860d13a463e', 4: -1}", 12)]
    [InlineData("{10: h'948f8860d13a46'}", 2)]
    [InlineData("{10: [h'948f8860d13a463e']}", 2)]
    [InlineData("{256: h'010203040506', 10: h'948f8860d13a463e'}", 4)]
    [InlineData("{263: 5, 10: h'948f8860d13a463e'}", 4)]
    [InlineData("{10: h'948f8860d13a463e', 266: {1: {}}}", 15)]
    [InlineData("{10: h'948f8860d13a463e', 274: [[\"s\", [[\"i\", 5]]]]}", 16)]
    public void Claims_of_another_type_or_range_are_refused_where_they_stand(string claims, int offset)
    {
        FormatFault? fault = Read(DiagnosticNotation.ToCbor(claims));
        Assert.Equal(AttestationReasons.Invalid, fault?.Reason);
        Assert.InRange(fault!.Offset, offset, offset + 12);
    }

    [Theory]
    [InlineData("""{"iat":1,"iat":1}""", 9)]
    [InlineData("""{"iat":1}x""", 9)]
    [InlineData("""{"iat":1""", 0)]
    [InlineData("""{"swname":"\ud800"}""", 0)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]", 0)]
    public void JSON_that_two_readers_could_understand_differently_is_refused(string json, int least)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(json);
        FormatFault? fault = Read(bytes);
        Assert.Equal(AttestationReasons.JsonMalformed, fault?.Reason);
        Assert.InRange(fault!.Offset, least, bytes.Length);
    }

    /// <summary>Messages in messages in messages end at a limit, not at the stack's.</summary>
    [Fact]
    public void Nesting_ends_at_its_limit()
    {
        byte[] message = AttestationSamples.Token;
        for (int level = 0; level < 200; level++)
        {
            message = CoseSign1Writer.Write([0xa1, 0x01, 0x26], [], message, new byte[64]);
        }

        Assert.Equal(EvidenceReasons.CborLimit, Read(message)?.Reason);
        Assert.Equal(EvidenceReasons.CborLimit, Read([.. Enumerable.Repeat((byte)0x81, 100_000), 0])?.Reason);
        Assert.Equal(EvidenceReasons.CborLimit, Read([.. Enumerable.Repeat((byte)0xd8, 1), 18, .. Enumerable.Repeat((byte)0x9f, 100_000)])?.Reason);
        Assert.Equal(EvidenceReasons.CborLimit, Read(new byte[AttestationLimits.Bytes + 1])?.Reason);
    }

    [Fact]
    public void What_is_known_nowhere_is_refused() => Assert.All(
        (byte[][])[[], [0x00], [0xf6], [0xa0], [0x80], [0x60], [.. "PEM"u8], [.. "{}"u8], [.. "[]"u8], [.. "eyJ.a.b"u8]],
        bytes => Assert.NotNull(Read(bytes)));

    // The same message in spellings that only CBOR at large allows, or nobody; only those that its kind can have.
    private static IEnumerable<(string What, byte[] Bytes)> Spellings(byte[] good)
    {
        yield return ("trailing bytes", [.. good, 0x00]);
        if (good[0] is (byte)'{')
        {
            yield break;
        }

        int tag = good[0] >> 5 == 6 ? (good[0] & 31) < 24 ? 1 : 3 : 0, head = (good[tag] & 31) < 24 ? 1 : 2, major = good[tag] >> 5, count = head == 1 ? good[tag] & 31 : good[tag + 1];
        byte[] before = good[..tag], content = good[(tag + head)..];
        yield return ("indefinite length", [.. before, (byte)((major << 5) | 31), .. content, 0xff]);
        yield return ("longer length", [.. before, (byte)((major << 5) | 25), 0, (byte)count, .. content]);
        yield return ("huge length", [.. before, (byte)((major << 5) | 27), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. content]);
        yield return ("count beyond the end", [.. before, (byte)((major << 5) | 26), 0, 0xff, 0xff, 0xff, .. content]);
        yield return ("too deep", [.. Enumerable.Repeat((byte)0x81, 60), .. good]);
        yield return ("stop code", [0xff]);
        if (major == 5)
        {
            // The first pair again at the end: whatever it is, its key is there twice.
            System.Formats.Cbor.CborReader reader = new(content, System.Formats.Cbor.CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
            reader.SkipValue();
            reader.SkipValue();
            byte[] pair = content[..^reader.BytesRemaining];
            yield return ("key twice", [.. before, 0xb8, (byte)(count + 1), .. content, .. pair]);
        }
    }

    // Every truncation, every bit: a value, or a fault inside the message.
    private static void AssertTotal(byte[] good, Func<byte[], FormatFault?> read, int step)
    {
        for (int length = 0; length < good.Length; length++)
        {
            FormatFault? fault = read(good[..length]);
            Assert.True(fault is not null, $"{length} bytes are taken");
            Assert.InRange(fault.Offset, 0, length);
        }

        for (int bit = 0; bit < good.Length * 8; bit += step)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (read(flipped) is { } fault)
            {
                Assert.InRange(fault.Offset, 0, flipped.Length);
                Assert.NotNull(fault.Expected);
            }
        }
    }

    private static FormatFault? Read(byte[] bytes) => Fault(AttestationReader.Read(bytes));

    private static FormatFault? Fault<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match<FormatFault?>(_ => null, fault => fault);
}
