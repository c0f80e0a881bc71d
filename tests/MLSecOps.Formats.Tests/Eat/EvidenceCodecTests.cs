using System.Formats.Cbor;
using System.Numerics;
using System.Reflection;

using CsCheck;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tests.Eat;

public sealed class EvidenceCodecTests
{
    private static readonly byte[] Payload = SampleEvidence.Write(SampleEvidence.Claims);

    [Fact]
    public void Every_claim_arrives()
    {
        EvidenceClaims claims = Parse(Payload);
        EvidenceClaims expected = SampleEvidence.Claims;
        Assert.Equal(expected.Nonce.ToArray(), claims.Nonce.ToArray());
        Assert.Equal((expected.Ueid, expected.IssuedAt, expected.BootCount, expected.AgentVersion), (claims.Ueid, claims.IssuedAt, claims.BootCount, claims.AgentVersion));
        Assert.Equal(expected.BootSeed.ToArray(), claims.BootSeed.ToArray());
        Assert.Equal((expected.Mode, expected.Chain, expected.Agent, expected.Engine), (claims.Mode, claims.Chain, claims.Agent, claims.Engine));
        Assert.Equal((expected.Configuration, expected.TlsKey), (claims.Configuration, claims.TlsKey));
        Assert.Equal(expected.Coverage, claims.Coverage);
        Assert.Empty(claims.InsecureOptions);
        ModelClaims vision = claims.Models.Single(model => model.Model == "vision");
        ModelClaims sound = claims.Models.Single(model => model.Model == "sound");
        Assert.Equal((SampleEvidence.Release, "1.4.2", UpdatePhase.Confirmed, 17L), (vision.Id, vision.Version, vision.State, vision.Floor));
        Assert.Equal(SampleEvidence.Model.Disk, vision.Disk);
        Assert.Equal(SampleEvidence.Model.Signers, vision.Signers);
        Assert.Equal(["inspection NotRun", "rehearsal Passed", "scrub Passed"], vision.Results.Select(result => $"{result.Name} {result.Outcome}"));
        Assert.Null(sound.Disk);
        Assert.Equal(UpdatePhase.RolledBack, sound.State);
    }

    /// <summary>The bytes of the sample never change: signed evidence is kept for years. A change of the profile takes a new identifier.</summary>
    [Fact]
    public void The_bytes_are_the_golden_ones()
    {
        string root = typeof(EvidenceCodecTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        string path = Path.Combine(root, "tests", "MLSecOps.Formats.Tests", "Eat", "Goldens", "evidence.hex");
        string text = string.Concat(Convert.ToHexStringLower(Payload).Chunk(64).Select(line => new string(line) + "\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void The_profile_s_bytes_are_those_of_its_identifier()
    {
        // X.690, 8.19: the first two arcs are one number, each number in base 128.
        BigInteger uuid = BigInteger.Parse(EvidenceProfile.Oid["2.25.".Length..], System.Globalization.CultureInfo.InvariantCulture);
        List<byte> bytes = [(byte)(uuid & 0x7f)];
        for (uuid >>= 7; uuid > 0; uuid >>= 7)
        {
            bytes.Insert(0, (byte)((uuid & 0x7f) | 0x80));
        }

        Assert.Equal([(2 * 40) + 25, .. bytes], EvidenceProfile.OidBytes.ToArray());
    }

    [Fact]
    public void Empty_lists_absent_options_and_extremes_survive()
    {
        EvidenceClaims claims = SampleEvidence.Claims with
        {
            Agent = null,
            Engine = null,
            Coverage = [],
            InsecureOptions = ["insecure_skip"],
            Models = [],
            BootCount = Limits.Release,
            IssuedAt = DateTimeOffset.UnixEpoch,
            Mode = EvidenceMode.Observe,
            Nonce = new byte[64],
            BootSeed = new byte[64],
        };
        EvidenceClaims read = Parse(SampleEvidence.Write(claims));
        Assert.Equal((null, null, Limits.Release, EvidenceMode.Observe), (read.Agent, read.Engine, read.BootCount, read.Mode));
        Assert.Equal(["insecure_skip"], read.InsecureOptions);
        Assert.Empty(read.Models);
    }

    [Fact]
    public void Every_update_state_has_a_name() =>
        Assert.All(Enum.GetValues<UpdatePhase>(), phase => Assert.Equal(phase, EatNames.FindPhase(EatNames.Of(phase))));

    public static TheoryData<string> OutOfRange { get; } =
        ["nonce short", "nonce long", "boot seed", "boot count", "version", "mode", "models", "engine", "coverage", "option", "model name", "release", "system", "no result", "floor", "signers"];

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void The_writer_writes_nothing_that_a_reader_refuses(string what)
    {
        EvidenceClaims good = SampleEvidence.Claims;
        ModelClaims model = SampleEvidence.Model;
        EvidenceClaims with(ModelClaims changed) => good with { Models = [changed] };
        EvidenceClaims bad = what switch
        {
            "nonce short" => good with { Nonce = new byte[7] },
            "nonce long" => good with { Nonce = new byte[65] },
            "boot seed" => good with { BootSeed = new byte[15] },
            "boot count" => good with { BootCount = -1 },
            "version" => good with { AgentVersion = "1" },
            "mode" => good with { Mode = EvidenceMode.Unknown },
            "models" => good with { Models = [.. Enumerable.Range(0, 65).Select(i => model with { Model = $"m{i}" })] },
            "engine" => good with { Engine = "line\nbreak" },
            "coverage" => good with { Coverage = [new CoverageGap("a b", "X")] },
            "option" => good with { InsecureOptions = [""] },
            "model name" => with(model with { Model = "Vision" }),
            "release" => with(model with { Id = model.Id with { Release = 0 } }),
            "system" => with(model with { Results = [MeasurementResult.Of(new string('s', 161), CheckOutcome.Passed)] }),
            "no result" => with(model with { Results = [new MeasurementResult("scrub", [])] }),
            "floor" => with(model with { Floor = -1 }),
            _ => with(model with { Signers = [.. Enumerable.Repeat(model.Signers[0], 9)] }),
        };
        Assert.False(EvidenceWriter.Write(bad).TryGet(out _, out _));
    }

    public static TheoryData<string, string> Departures { get; } = new()
    {
        { "float iat", "EVIDENCE_CLAIM_INVALID" },
        { "whole float iat", "EVIDENCE_CLAIM_INVALID" },
        { "negative iat", "EVIDENCE_CLAIM_INVALID" },
        { "text iat", "EVIDENCE_CLAIM_INVALID" },
        { "tagged iat", "EVIDENCE_CLAIM_INVALID" },
        { "two nonces", "EVIDENCE_CLAIM_INVALID" },
        { "ueid short", "EVIDENCE_CLAIM_INVALID" },
        { "ueid long", "EVIDENCE_CLAIM_INVALID" },
        { "other name", "EVIDENCE_CLAIM_INVALID" },
        { "other scheme", "EVIDENCE_CLAIM_INVALID" },
        { "other profile", "EVIDENCE_PROFILE_UNKNOWN" },
        { "text profile", "EVIDENCE_PROFILE_UNKNOWN" },
        { "no profile", "EVIDENCE_PROFILE_UNKNOWN" },
        { "unknown claim", "EVIDENCE_CLAIM_UNKNOWN" },
        { "unknown text claim", "EVIDENCE_CLAIM_UNKNOWN" },
        { "huge key", "EVIDENCE_CLAIM_UNKNOWN" },
        { "missing claim", "EVIDENCE_CLAIM_MISSING" },
        { "not a map", "EVIDENCE_CLAIM_INVALID" },
    };

    [Theory]
    [MemberData(nameof(Departures))]
    public void Departures_are_refused(string what, string code)
    {
        byte[] bytes = what switch
        {
            "float iat" => Change(6, writer => writer.WriteDouble(1.5)),
            "whole float iat" => Change(6, writer => writer.WriteDouble(1_700_000_000)),
            "negative iat" => Change(6, writer => writer.WriteInt32(-1)),
            "text iat" => Change(6, writer => writer.WriteTextString("2026-11-23T12:00:00Z")),
            "tagged iat" => Change(6, writer =>
            {
                writer.WriteTag(CborTag.UnixTimeSeconds);
                writer.WriteInt32(1);
            }),
            "two nonces" => Change(10, writer =>
            {
                writer.WriteStartArray(2);
                writer.WriteByteString(new byte[32]);
                writer.WriteByteString(new byte[32]);
                writer.WriteEndArray();
            }),
            "ueid short" => Change(256, writer => writer.WriteByteString(new byte[6])),
            "ueid long" => Change(256, writer => writer.WriteByteString(new byte[34])),
            "other name" => Change(270, writer => writer.WriteTextString("other-agent")),
            "other scheme" => Change(271, writer =>
            {
                writer.WriteStartArray(2);
                writer.WriteTextString("1.0.0");
                writer.WriteInt32(1);
                writer.WriteEndArray();
            }),
            "other profile" => Change(265, writer => writer.WriteByteString([0x69, 0x01])),
            "text profile" => Change(265, writer => writer.WriteTextString("tag:example.org,2026:p")),
            "no profile" => Change(265, null),
            "unknown claim" => Change(258, writer => writer.WriteByteString(new byte[3]), add: true),
            "unknown text claim" => Add("eat_nonce"),
            "huge key" => Change(long.MinValue, writer => writer.WriteInt32(1), add: true),
            "missing claim" => Change(-75006, null),
            _ => [0x80],
        };
        FormatFault? fault = EvidenceParser.Parse(bytes, 100).Match<FormatFault?>(_ => null, bad => bad);
        Assert.Equal(code, fault?.Reason.Code);
        Assert.InRange(fault!.Offset, 100, 100 + bytes.Length);
    }

    [Fact]
    public void Every_claim_but_the_optional_ones_is_required()
    {
        foreach (int key in (int[])[6, 10, 256, 266, 267, 268, 270, 271, -75000, -75001, -75004, -75005, -75006])
        {
            Assert.Equal(EvidenceReasons.ClaimMissing, EvidenceParser.Parse(Change(key, null)).Match(_ => null!, fault => fault.Reason));
        }

        foreach (int key in (int[])[-75002, -75003])
        {
            Assert.True(EvidenceParser.Parse(Change(key, null)).TryGet(out _, out _));
        }
    }

    /// <summary>A signed message is read in any order of keys, since others may write it, but never two equal keys.</summary>
    [Fact]
    public void The_order_of_keys_is_free()
    {
        byte[] reversed = Change(6, writer => writer.WriteInt64(SampleEvidence.IssuedAt.ToUnixTimeSeconds()), add: false, last: true);
        Assert.NotEqual(Payload, reversed);
        Assert.Equal(SampleEvidence.IssuedAt, Parse(reversed).IssuedAt);
    }

    [Fact]
    public void Cut_evidence_is_refused_at_every_byte()
    {
        for (int length = 0; length < Payload.Length; length++)
        {
            Assert.False(EvidenceParser.Parse(Payload.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        Assert.Equal(EvidenceReasons.CborTrailingBytes, EvidenceParser.Parse((byte[])[.. Payload, 0xf6]).Match(_ => null!, fault => fault.Reason));
    }

    /// <summary>One claim has one spelling: a flipped bit is refused, or it is another claim.</summary>
    [Fact]
    public void No_flipped_bit_goes_unnoticed()
    {
        for (int bit = 0; bit < Payload.Length * 8; bit++)
        {
            byte[] flipped = [.. Payload];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (EvidenceParser.Parse(flipped).TryGet(out EvidenceClaims? claims, out FormatFault? fault))
            {
                Assert.NotEqual(Payload, SampleEvidence.Write(claims));
            }
            else
            {
                Assert.InRange(fault.Offset, 0, flipped.Length);
            }
        }
    }

    [Fact]
    public void Spliced_bytes_never_escape_as_exceptions() =>
        Gen.Select(Gen.Int[0, Payload.Length - 1], Gen.Int[0, 24], Gen.Byte.Array[0, 12]).Sample(
            (at, remove, insert) =>
            {
                byte[] bytes = [.. Payload[..at], .. insert, .. Payload[Math.Min(Payload.Length, at + remove)..]];
                return EvidenceParser.Parse(bytes).Match(_ => true, fault => fault.Offset >= 0 && fault.Offset <= bytes.Length);
            },
            seed: "0000J5DAcs40",
            iter: 3000,
            threads: 1);

    private static EvidenceClaims Parse(byte[] payload) =>
        EvidenceParser.Parse(payload).Match(claims => claims, fault => throw new InvalidOperationException($"{fault}"));

    // Copies the top-level map, with one value replaced, removed (null) or added.
    private static byte[] Change(long key, Action<CborWriter>? value, bool add = false, bool last = false)
    {
        CborReader reader = new(Payload, CborConformanceMode.Lax);
        CborWriter writer = new(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: true);
        int count = reader.ReadStartMap()!.Value;
        writer.WriteStartMap(null);
        for (int i = 0; i < count; i++)
        {
            long found = reader.ReadInt64();
            ReadOnlyMemory<byte> old = reader.ReadEncodedValue();
            if (found != key)
            {
                writer.WriteInt64(found);
                writer.WriteEncodedValue(old.Span);
            }
            else if (value is not null && !last)
            {
                writer.WriteInt64(found);
                value(writer);
            }
        }

        if (add || last)
        {
            writer.WriteInt64(key);
            value!(writer);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] Add(string key)
    {
        byte[] changed = Change(0, writer => writer.WriteInt32(0), add: true);
        // The added pair is the last one, two bytes long.
        CborWriter writer = new(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: true);
        writer.WriteTextString(key);
        return [.. changed[..^2], .. writer.Encode(), 0];
    }
}
