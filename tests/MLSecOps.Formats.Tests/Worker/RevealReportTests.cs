using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Worker;

public sealed class RevealReportTests
{
    private static readonly RehearsalReport Said = new(
        new EngineDescription("0.1.0", ".NET 10", "1.31.1", "CPUExecutionProvider", [], "x64", "x64-cpu", "cpu"), [], new SanityOutcome([Check.Fail("reveal.run", "1", RehearsalReasons.InferenceFailed)], [], null));

    private static readonly ModelInterface Model = new([new ModelValue("x", ElementType.Float32, [-1, 4])], [new ModelValue("y", ElementType.Undefined, [])]);

    private static readonly RevealReport Whole = new(
        Said, Model, new RevealedMargins(2, [BitClass.Sign, BitClass.MantissaLow, BitClass.MantissaLow], [0, 0, 0.25f, 1, 0, float.PositiveInfinity, 2, 3, 0, float.Epsilon, 7, 1.5f]));

    [Fact]
    public void What_is_written_is_read()
    {
        RevealReport read = Good(RevealReportWriter.Write(Whole).ToArray());

        Assert.Equal(Whole.Margins!.Values, read.Margins!.Values);
        Assert.Equal(Whole.Margins.Copies, read.Margins.Copies);
        Assert.Equal(7, read.Margins.OfCopy(2, 0));
        Assert.Equal(float.PositiveInfinity, read.Margins.Own(RevealedMargins.FiniteRow, 1));
        Assert.Equal([-1, 4], read.Interface!.Inputs[0].Shape);
        Assert.Equal(ElementType.Undefined, read.Interface.Outputs[0].Type);
        Assert.Equal("1", read.Report.Outcome.Checks[0].Subject);
        Assert.Null(Good(RevealReportWriter.Write(new RevealReport(Said, Model, null)).ToArray()).Margins);
        Assert.Null(Good(RevealReportWriter.Write(new RevealReport(Said, null, null)).ToArray()).Interface);
    }

    [Fact]
    [RedTeam("G6", "Has a taken-over worker cut, lengthen and flip its report of fingerprints", typeof(RevealReportParser))]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] bytes = RevealReportWriter.Write(Whole).ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(RehearsalReasons.ReportMalformed, Bad(bytes[..length]).Reason);
        }

        Bad([.. bytes, 0]);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            RevealReportParser.Parse(flipped).TryGet(out _, out _);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(float.NegativeInfinity)]
    public void A_margin_that_is_none_is_refused(float margin) =>
        Assert.Equal("a margin of at least 0", Bad(RevealReportWriter.Write(Whole with { Margins = Whole.Margins! with { Values = [.. Whole.Margins.Values[..11], margin] } }).ToArray()).Expected);

    [Fact]
    public void A_plan_is_read_as_it_was_written_and_nothing_else_is()
    {
        RevealPlan plan = new(0.001, 1e-4, 200, RevealPlan.MaxSeed);
        Assert.Equal(plan, RevealPlanParser.Parse(RevealPlanWriter.Write(plan).Span).Match(read => read, fault => throw new Xunit.Sdk.XunitException(fault.ToString())));
        foreach (RevealPlan bad in (RevealPlan[])[plan with { Relative = 0, Absolute = 0 }, plan with { Flips = RevealLimits.Flips + 1 }, plan with { Seed = -1 }, plan with { Relative = 2 }])
        {
            Assert.False(RevealPlanParser.Parse(RevealPlanWriter.Write(bad).Span).TryGet(out _, out _), bad.ToString());
        }
    }

    private static RevealReport Good(byte[] report) => RevealReportParser.Parse(report).Match(read => read, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));

    private static FormatFault Bad(byte[] report) => RevealReportParser.Parse(report).Match(_ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
