using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Tests.Worker;

public sealed class RehearsalReportTests
{
    private static readonly RehearsalReport Full = new(
        new EngineDescription("0.1.0", ".NET 10", "1.31.1", "CPUExecutionProvider", ["CPUExecutionProvider"], "x64", "x64-cpu", "a \"cpu\""),
        ["no seccomp"],
        new SanityOutcome(
            [
                Check.Pass("rehearsal.model", "model"),
                Check.Fail("rehearsal.output", "v/o", RehearsalReasons.OutputDeviates, "<= 1", "2"),
                Check.Skip("rehearsal.latency", "suite", RehearsalReasons.NothingRan),
            ],
            [
                new OutputComparison(
                    "v", "o", ElementType.Float32, new OutputTolerance("default", "o", ToleranceMetric.Cosine, 0.1, 1e-300, 0.9, 0.8),
                    false, 10, 3, new WorstElement(7, "NaN", "1.5"), 0.5, 1e300, ulong.MaxValue, -1, 0.25, 0.125, 2, 1),
                new OutputComparison("v", "p", ElementType.Text, OutputTolerance.Exact with { Output = "p" }, true, 0, 0, null, null, null, null, null, null, null, 0, 0),
            ],
            new LatencySummary(4, 1, 2.5, 3, 4))
        {
            Gates =
            [
                new GateFigures(
                    GateKind.Labelled, "g", "", 10, 8, 0.5, [new GroupFigures("a", 4, 3, 2, 1, 1), new GroupFigures("b", 6, 5, 3, 2, 1)],
                    [
                        new BoundFigures(FairnessMeasure.TruePositiveDifference, 0.2, CheckOutcome.Passed, 0.125, "a", "b"),
                        new BoundFigures(FairnessMeasure.SelectionRatio, 0.8, CheckOutcome.NotRun, null, null, null),
                    ]),
                new GateFigures(GateKind.Robust, "r", "PGD", 3, 1, 0.25, [], []),
            ],
            Answers = [new AnswerDigest("v", Sha256Digest.Of("bits"u8), 2), new AnswerDigest("w", Sha256Digest.Of("more"u8), 16)],
        });

    [Fact]
    public void Reads_what_the_writer_writes()
    {
        RehearsalReport read = Good(RehearsalReportWriter.Write(Full).ToArray());
        Assert.Equal(Full.Gaps, read.Gaps);
        Assert.Equal(Full.Engine with { Providers = [] }, read.Engine with { Providers = [] });
        Assert.Equal(Full.Engine.Providers, read.Engine.Providers);
        Assert.Equal(Full.Outcome.Checks, read.Outcome.Checks);
        Assert.Equal(Full.Outcome.Comparisons, read.Outcome.Comparisons);
        Assert.Equal(Full.Outcome.Latency, read.Outcome.Latency);
        Assert.Equal(Full.Outcome.Answers, read.Outcome.Answers);
        Assert.Equal(2, read.Outcome.Gates.Count);
        Assert.Equal(Full.Outcome.Gates.Select(gate => gate with { Groups = [], Bounds = [] }), read.Outcome.Gates.Select(gate => gate with { Groups = [], Bounds = [] }));
        Assert.Equal(Full.Outcome.Gates[0].Groups, read.Outcome.Gates[0].Groups);
        Assert.Equal(Full.Outcome.Gates[0].Bounds, read.Outcome.Gates[0].Bounds);
    }

    [Fact]
    public void Text_is_cut_and_numbers_that_are_not_finite_are_left_out()
    {
        OutputComparison odd = Full.Outcome.Comparisons[0] with { MaxAbsolute = double.PositiveInfinity, Cosine = double.NaN, Vector = new string('x', 5000) };
        RehearsalReport read = Good(RehearsalReportWriter.Write(Full with { Outcome = Full.Outcome with { Comparisons = [odd] } }).ToArray());
        Assert.Null(read.Outcome.Comparisons[0].MaxAbsolute);
        Assert.Null(read.Outcome.Comparisons[0].Cosine);
        Assert.Equal(JobLimits.ReportTextLength, read.Outcome.Comparisons[0].Vector.Length);
    }

    [Theory]
    [InlineData("OutputDeviates", "\"SANITY_OUTPUT_DEVIATES\"", "\"ALL_IS_WELL\"")]
    [InlineData("a reason where it passed", "\"outcome\":\"failed\"", "\"outcome\":\"passed\"")]
    [InlineData("an outcome", "\"outcome\":\"failed\"", "\"outcome\":\"fine\"")]
    [InlineData("more mismatches than elements", "\"mismatches\":3", "\"mismatches\":11")]
    [InlineData("a number that is not finite", "\"max_abs\":0.5", "\"max_abs\":1e999")]
    [InlineData("a number as text", "\"max_abs\":0.5", "\"max_abs\":\"0.5\"")]
    [InlineData("a negative deviation", "\"max_abs\":0.5", "\"max_abs\":-0.5")]
    [InlineData("a type", "\"float32\"", "\"float33\"")]
    [InlineData("an id with other characters", "rehearsal.model", "rehearsal model")]
    [InlineData("more right answers than rows", "\"rows\":3,\"correct\":1", "\"rows\":3,\"correct\":4")]
    [InlineData("no rows", "\"rows\":3,\"correct\":1", "\"rows\":0,\"correct\":0")]
    [InlineData("groups that are not all rows", "\"rows\":4", "\"rows\":5")]
    [InlineData("more selected than there are", "\"true_positives\":1", "\"true_positives\":3")]
    [InlineData("a difference between nobody", "\"highest\":\"a\",", "")]
    [InlineData("a difference above 1", "\"found\":0.125", "\"found\":1.125")]
    [InlineData("an unknown measure", "tpr_difference", "tnr_difference")]
    [InlineData("an unknown gate", "\"kind\":\"robust\"", "\"kind\":\"brittle\"")]
    [InlineData("bits that nobody ran", "\"runs\":16", "\"runs\":0")]
    [InlineData("more runs than a suite may ask for", "\"runs\":16", "\"runs\":17")]
    [InlineData("a digest with other digits", "\"sha256\":\"", "\"sha256\":\"G")]
    [InlineData("a digest that is left out", "\"runs\":16", "\"rums\":16")]
    [InlineData("an unknown member", "\"gaps\"", "\"gabs\"")]
    [InlineData("another schema", "rehearsal-report/1", "rehearsal-report/2")]
    public void Refuses(string what, string part, string instead)
    {
        string json = Encoding.UTF8.GetString(RehearsalReportWriter.Write(Full).Span);
        Assert.Contains(part, json);
        int at = json.IndexOf(part, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(string.Concat(json.AsSpan(0, at), instead, json.AsSpan(at + part.Length)));

        Assert.False(RehearsalReportParser.Parse(changed).TryGet(out _, out FormatFault? fault), what);
        Assert.Equal(RehearsalReasons.ReportMalformed, fault.Reason);
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = RehearsalReportWriter.Write(Full).ToArray();
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(RehearsalReportParser.Parse(good.AsSpan(0, length)).TryGet(out _, out _));
        }

        int read = 0;
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            read += RehearsalReportParser.Parse(flipped).TryGet(out _, out _) ? 1 : 0;
        }

        Assert.InRange(read, 1, good.Length * 4);
    }

    [Fact]
    public void Refuses_more_than_its_limit()
    {
        Assert.False(RehearsalReportParser.Parse(new byte[JobLimits.ReportBytes + 1]).TryGet(out _, out _));
        Assert.False(RehearsalReportParser.Parse("[[[[[[[[[[[[[[[["u8).TryGet(out _, out _));
    }

    private static RehearsalReport Good(byte[] json) => RehearsalReportParser.Parse(json).Match(
        report => report, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}"));
}
