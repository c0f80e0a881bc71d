using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Eat;

public sealed class EarTests
{
    private static readonly Ear Sample = new(
        SampleEvidence.IssuedAt,
        SampleEvidence.IssuedAt.AddMinutes(10),
        new EarVerifier("mlsec", "mlsec-hub 0.1.0"),
        SampleEvidence.Nonce,
        SampleEvidence.Ueid(),
        [
            new EarSubmodule("device", TrustTier.Warning, new TrustVector([new(TrustAspect.InstanceIdentity, 2), new(TrustAspect.StorageOpaque, 32)]), ["urn:p"], []),
            new EarSubmodule(
                "model/vision",
                TrustTier.Contraindicated,
                new TrustVector([new(TrustAspect.Executables, -97), new(TrustAspect.FileSystem, 2)]),
                ["urn:p"],
                [new EarExplanation(TrustAspect.Executables, -97, "measres.rehearsal", "EVIDENCE_REHEARSAL_FAILED", "passed", null)]),
        ]);

    [Fact]
    public void What_is_written_is_read()
    {
        byte[] bytes = Write(Sample);
        Assert.True(EarParser.Parse(bytes).TryGet(out Ear? ear, out FormatFault? fault), $"{fault}");
        Assert.Equal(bytes, Write(ear));
        Assert.Equal((Sample.IssuedAt, Sample.Expires, Sample.Verifier, Sample.Ueid), (ear.IssuedAt, ear.Expires, ear.Verifier, ear.Ueid));
        Assert.Equal(TrustTier.Contraindicated, ear.WorstModel);
        Assert.Equal(TrustTier.Warning, ear.Device!.Status);
        Assert.Equal(Sample.Submodules[1].Explanation, Assert.Single(ear.Models).Explanation);
        Assert.Equal((sbyte)-97, Assert.Single(ear.Models).Vector![TrustAspect.Executables]);
    }

    public static TheoryData<string, string, TrustTier> Examples { get; } = new()
    {
        { "ear-cbor-1.diag", "PSA", TrustTier.Contraindicated },
        { "ext-teep-cbor-1.diag", "PSA", TrustTier.None },
        { "ext-veraison-cbor-1.diag", "PSA_IOT", TrustTier.None },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Results_of_the_draft_are_read(string file, string label, TrustTier status)
    {
        string? path = SharedVectors.Find("attestation/ear-draft/cddl/examples/" + file);
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        byte[] bytes = DiagnosticNotation.ToCbor(File.ReadAllText(path!));
        Assert.True(EarParser.Parse(bytes).TryGet(out Ear? ear, out FormatFault? fault), $"{fault}");
        EarSubmodule part = Assert.Single(ear.Submodules);
        Assert.Equal((label, status, (sbyte?)2), (part.Label, part.Status, part.Vector![TrustAspect.InstanceIdentity]));
        Assert.Equal(("https://veraison-project.org", "vts 0.0.1"), (ear.Verifier.Developer, ear.Verifier.Build));
        Assert.Equal(1666529184, ear.IssuedAt.ToUnixTimeSeconds());
        Assert.Equal(["https://veraison.example/policy/1/60a0068d"], part.Policies);
    }

    [Theory]
    [InlineData(0, TrustTier.None)]
    [InlineData(-1, TrustTier.None)]
    [InlineData(1, TrustTier.None)]
    [InlineData(2, TrustTier.Affirming)]
    [InlineData(31, TrustTier.Affirming)]
    [InlineData(-2, TrustTier.Affirming)]
    [InlineData(-32, TrustTier.Affirming)]
    [InlineData(32, TrustTier.Warning)]
    [InlineData(95, TrustTier.Warning)]
    [InlineData(-33, TrustTier.Warning)]
    [InlineData(-96, TrustTier.Warning)]
    [InlineData(96, TrustTier.Contraindicated)]
    [InlineData(127, TrustTier.Contraindicated)]
    [InlineData(-97, TrustTier.Contraindicated)]
    [InlineData(-128, TrustTier.Contraindicated)]
    public void Values_have_the_tiers_of_the_draft(int value, TrustTier tier) => Assert.Equal(tier, TrustVector.TierOf((sbyte)value));

    [Theory]
    [InlineData("265: \"tag:github.com,2023:veraison/ear\"", "265: \"tag:ietf.org,2026:rats/ear#03\"")]
    [InlineData("1000: 3", "1000: 96")]
    [InlineData("1000: 2", "1000: 96")]
    [InlineData("1000: 32", "1000: 96")]
    [InlineData("8: 2", "4: 2")]
    [InlineData("0: 128", "0: 2")]
    [InlineData("6: \"1666529184\"", "6: 1666529184")]
    [InlineData("6: -1", "6: 1666529184")]
    [InlineData("5: 1666529184", "6: 1666529184")]
    [InlineData("267: {", "266: {")]
    [InlineData("2: \"vts", "1: \"vts")]
    [InlineData("999: 96", "1000: 96")]
    public void Departures_are_refused(string wrong, string right)
    {
        const string text = """
            { 265: "tag:ietf.org,2026:rats/ear#03", 6: 1666529184, 1004: { 0: "v", 1: "vts 0.0.1" },
              266: { "PSA": { 1000: 96, 1001: { 0: 2, 2: 96, 4: 2 }, 1003: [ "p" ] } } }
            """;
        Assert.True(EarParser.Parse(DiagnosticNotation.ToCbor(text)).TryGet(out _, out FormatFault? fault), $"{fault}");
        string changed = text.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        Assert.Equal(EvidenceReasons.AppraisalMalformed, EarParser.Parse(DiagnosticNotation.ToCbor(changed)).Match(_ => null!, bad => bad.Reason));
    }

    [Fact]
    public void Cut_or_flipped_results_never_escape_as_exceptions()
    {
        byte[] bytes = Write(Sample);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(EarParser.Parse(bytes.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        int refused = 0;
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            refused += EarParser.Parse(flipped).Match(_ => 0, _ => 1);
        }

        Assert.InRange(refused, bytes.Length, bytes.Length * 8);
    }

    [Fact]
    public void A_result_without_parts_is_none() =>
        Assert.Equal(EvidenceReasons.AppraisalMalformed, EarWriter.Write(Sample with { Submodules = [] }).Match(_ => null!, fault => fault.Reason));

    private static byte[] Write(Ear ear) => EarWriter.Write(ear).Match(bytes => bytes.ToArray(), fault => throw new InvalidOperationException($"{fault}"));
}
