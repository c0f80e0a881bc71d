using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Attestation;
using MLSecOps.Formats.Tests.Eat;

namespace MLSecOps.Formats.Tests.Cddl;

/// <summary>What we emit is what <c>reference/evidence.cddl</c> publishes, and what we read is no more than that.</summary>
public sealed class PublishedSchemaTests
{
    private static readonly CddlSchema Schema = new(File.ReadAllText(Path.Combine(TestKitRoot, "packaging", "docs", "reference", "evidence.cddl")));

    private static readonly (string Rule, byte[] Good, Func<byte[], FormatFault?> Read)[] Payloads =
    [
        ("claims", AttestationSamples.Evidence, bytes => Fault(EvidenceParser.Parse(bytes))),
        ("ear", AttestationSamples.Result, bytes => Fault(EarParser.Parse(bytes))),
        ("challenge-for-one", AttestationSamples.Challenge, bytes => Fault(ChallengeCodec.Decode(bytes))),
        ("chain-head", AttestationSamples.Acknowledgement, bytes => Fault(ChainHeadCodec.Decode(bytes))),
        ("chain-link", AttestationSamples.Link, bytes => Fault(ChainLink.Decode(bytes))),
    ];

    public static TheoryData<string> Rules => [.. Payloads.Select(row => row.Rule)];

    [Fact]
    public void Every_message_is_of_its_rule()
    {
        AssertSigned("evidence", AttestationSamples.Evidence, null, certificates: 0);
        AssertSigned("evidence", SampleEvidence.Write(SampleEvidence.Claims with { Models = [], Coverage = [], Agent = null, Engine = null }), null, certificates: 1);
        AssertSigned("evidence", SampleEvidence.Write(SampleEvidence.Claims with { Mode = EvidenceMode.Observe, InsecureOptions = ["insecure-tls"] }), null, certificates: 3);
        AssertSigned("acknowledgement", AttestationSamples.Acknowledgement, EvidenceProfile.AcknowledgementMediaType, certificates: 1);
        AssertSigned("challenge", AttestationSamples.Challenge, Challenge.MediaType, certificates: 1);
        AssertSigned(
            "challenge", ChallengeCodec.Encode(new Challenge(SampleEvidence.Nonce, SampleEvidence.IssuedAt, SampleEvidence.IssuedAt.AddMinutes(5), ChallengeKind.Epoch, null)), Challenge.MediaType, certificates: 2);
        AssertSigned("appraisal", AttestationSamples.Result, EvidenceProfile.ResultsMediaType, certificates: 1);
        Assert.True(Schema.Fits("chain-link", CborValue.Read(AttestationSamples.Link)!));

        // One kind is never of the rule of another.
        byte[] message = Sign(AttestationSamples.Evidence, null, 1);
        Assert.All((string[])["acknowledgement", "challenge", "appraisal", "chain-link"], rule => Assert.False(Schema.Fits(rule, CborValue.Read(message)!)));
    }

    /// <summary>Both ways, over every bit: what the reader takes is of the rule; what is of the rule and not taken is what CDDL cannot say, and is named here.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void The_readers_take_what_the_rule_says_and_no_more(string rule)
    {
        (_, byte[] good, Func<byte[], FormatFault?> read) = Payloads.Single(row => row.Rule == rule);
        Assert.True(Schema.Fits(rule, CborValue.Read(good)!));
        int taken = 0, outside = 0;
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            bool fits = CborValue.Read(flipped) is { } item && Schema.Fits(rule, item);
            FormatFault? fault = read(flipped);
            outside += fits ? 0 : 1;
            taken += fault is null ? 1 : 0;
            // A result of another verifier may have claims that ours has not: readers pass over them, as its profile has it.
            Assert.True(fault is not null || fits || rule == "ear", $"bit {bit} is taken, and not of the rule");
            if (fault is not null && fits)
            {
                Assert.True(IsBeyondCddl(fault), $"bit {bit} is of the rule: {fault}");
            }
        }

        Assert.True(taken > 0 && outside > 0, $"{taken} taken, {outside} outside");
    }

    public static TheoryData<string> Attacks { get; } =
    [
        "float iat", "whole float iat", "text iat", "two nonces", "ueid short", "other name", "other scheme", "other profile", "no profile", "unknown claim", "unknown text claim", "missing claim", "mode 3", "outcome 4",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Attacks_on_the_form_are_outside_the_rule(string what)
    {
        byte[] payload = Attack(what);
        Assert.NotNull(Fault(EvidenceParser.Parse(payload)));
        Assert.False(Schema.Fits("claims", CborValue.Read(payload)!));
    }

    [Fact]
    public void The_validator_can_say_no()
    {
        CddlSchema schema = new("""
            a = { 1 => tstr .size (1..2), ? 2 => [2*3 uint8], * (7..9) => b / null } ; a "comment"; of two
            b = "x" / h'0102'
            uint8 = 0..255
            """);
        Assert.True(Fits("{1: \"xy\", 2: [1, 2], 7: \"x\", 8: null, 9: h'0102'}"));
        Assert.All(
            (string[])["{}", "{1: \"\"}", "{1: \"xyz\"}", "{1: \"x\", 2: [1]}", "{1: \"x\", 2: [1, 2, 3, 4]}", "{1: \"x\", 2: [1, 256]}", "{1: \"x\", 10: null}", "{1: \"x\", 7: \"y\"}", "[]", "{1: h'78'}"],
            text => Assert.False(Fits(text), text));
        Assert.Throws<FormatException>(() => new CddlSchema("a = b .within c"));
        Assert.Throws<FormatException>(() => new CddlSchema("a = %"));
        bool Fits(string text) => schema.Fits("a", CborValue.Read(DiagnosticNotation.ToCbor(text))!);
    }

    // Rules between values, and the one spelling.
    private static bool IsBeyondCddl(FormatFault fault) =>
        fault.Reason == EvidenceReasons.CborNotDeterministic
        || fault.Reason == EvidenceReasons.CborLimit
        || fault.Expected is "a semantic version 2.0" or "the name in the submodule's label" or "an epoch that is not all zero" or "a UEID of type 01" or "a status not better than its worst claim"
            or "32 zero bytes for the first link, and for no other" or "a UEID for a challenge and none for an epoch, and an end after the beginning";

    private static byte[] Attack(string what)
    {
        CborReader reader = new(AttestationSamples.Evidence, CborConformanceMode.Lax);
        CborWriter writer = new(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: true);
        int count = reader.ReadStartMap()!.Value;
        writer.WriteStartMap(null);
        for (int i = 0; i < count; i++)
        {
            long key = reader.ReadInt64();
            ReadOnlyMemory<byte> old = reader.ReadEncodedValue();
            string? other = (what, key) switch
            {
                ("float iat", 6) => "1.5",
                ("whole float iat", 6) => "1700000000.0",
                ("text iat", 6) => "\"2026-11-23T12:00:00Z\"",
                ("two nonces", 10) => $"[h'{new string('0', 64)}', h'{new string('1', 64)}']",
                ("ueid short", 256) => "h'010203040506'",
                ("other name", 270) => "\"other-agent\"",
                ("other scheme", 271) => "[\"1.0.0\", 1]",
                ("other profile", 265) => "h'6901'",
                ("mode 3", -75000) => "3",
                ("no profile", 265) or ("missing claim", -75006) => "",
                ("outcome 4", 266) => null,
                _ => null,
            };
            if (other?.Length == 0)
            {
                continue;
            }

            writer.WriteInt64(key);
            byte[] value = other is null ? old.ToArray() : DiagnosticNotation.ToCbor(other);
            if (what == "outcome 4" && key == 266)
            {
                // ["all", 3], the inspection that did not run.
                int at = value.AsSpan().IndexOf(Convert.FromHexString("8263616c6c03"));
                value[at + 5] = 4;
            }

            writer.WriteEncodedValue(value);
        }

        if (what == "unknown claim")
        {
            writer.WriteInt32(258);
            writer.WriteByteString(new byte[3]);
        }
        else if (what == "unknown text claim")
        {
            writer.WriteTextString("eat_nonce");
            writer.WriteInt32(0);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void AssertSigned(string rule, byte[] payload, string? contentType, int certificates) =>
        Assert.True(Schema.Fits(rule, CborValue.Read(Sign(payload, contentType, certificates))!), rule);

    private static byte[] Sign(byte[] payload, string? contentType, int certificates) =>
        CoseSign1Writer.Write(CoseSign1Writer.ProtectedHeader(new byte[32], contentType), [.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[] { 0x30 }, certificates)], payload, new byte[64]);

    private static FormatFault? Fault<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match<FormatFault?>(_ => null, fault => fault);

    private static string TestKitRoot => typeof(PublishedSchemaTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
}
