using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Eat;

public sealed class HandedOutTests
{
    private static readonly HandedOut Row = new(
        SampleEvidence.Digest("model"), SampleEvidence.Digest("manifest"), SampleEvidence.Digest("program"), "/system.slice/inspection.service", SampleEvidence.IssuedAt, 2);

    [Fact]
    public void What_is_written_is_read_again()
    {
        HandedOut[] rows = [Row, Row with { Executable = null, Open = 0 }, Row with { Unit = null }];
        Assert.Equal(rows, Read(With(rows)));
        Assert.Empty(Read(SampleEvidence.Claims));
    }

    [Fact]
    [RedTeam("G8", "Sends more rows of what was handed out than evidence may carry", typeof(EvidenceParser), "CBOR_LIMIT_EXCEEDED")]
    public void More_rows_than_the_limit_are_refused()
    {
        AssertRefused(With([.. Enumerable.Repeat(Row, EvidenceLimits.HandedOut)]), null);
        AssertRefused(With([.. Enumerable.Repeat(Row, EvidenceLimits.HandedOut + 1)]), EvidenceReasons.CborLimit);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" /padded.service")]
    [InlineData("/two\nlines")]
    [InlineData("/beyond-ascii-ü")]
    public void A_unit_is_visible_ASCII(string unit)
    {
        Assert.False(HandedOut.IsUnit(unit));
        AssertRefused(With([Row with { Unit = unit }]), EvidenceReasons.ClaimsMalformed);
    }

    [Fact]
    public void A_count_below_nothing_is_refused() => AssertRefused(With([Row with { Open = -1 }]), EvidenceReasons.ClaimsMalformed);

    [Fact]
    public void No_flipped_bit_or_cut_throws()
    {
        byte[] good = SampleEvidence.Write(With([Row, Row with { Executable = null, Unit = null }]));
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.All(EvidenceParser.Parse(flipped).Match(claims => claims.Models, _ => []), model => Assert.InRange(model.HandedOut.Count, 0, EvidenceLimits.HandedOut));
        }

        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(EvidenceParser.Parse(good.AsMemory(0, length)).TryGet(out _, out _));
        }
    }

    private static EvidenceClaims With(IReadOnlyList<HandedOut> rows) => SampleEvidence.Claims with { Models = [SampleEvidence.Model with { HandedOut = rows }] };

    private static IReadOnlyList<HandedOut> Read(EvidenceClaims claims) =>
        EvidenceParser.Parse(SampleEvidence.Write(claims)).Match(read => read.Models[0].HandedOut, fault => throw new Xunit.Sdk.XunitException($"{fault}"));

    private static void AssertRefused(EvidenceClaims claims, Reason? reason) => Assert.Equal(reason, EvidenceWriter.Write(claims).Match<Reason?>(_ => null, fault => fault.Reason));
}
