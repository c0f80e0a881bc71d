using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads a worker's report. Strict and bounded: unknown members, unknown reasons, numbers that are not finite and text beyond the limits are refused.</summary>
public static class RehearsalReportParser
{
    private const double MaxMicroseconds = 1e15;

    /// <summary>Reads a report. Input is untrusted; so are all texts in the result.</summary>
    public static Parsed<RehearsalReport> Parse(ReadOnlySpan<byte> input) =>
        StrictJsonReader.Parse(input, JobLimits.ReportBytes, RehearsalReasons.ReportMalformed, ReadReport);

    private static RehearsalReport ReadReport(ref StrictJsonReader json)
    {
        EngineDescription? engine = null;
        IReadOnlyList<string> gaps = [];
        IReadOnlyList<Check> checks = [];
        IReadOnlyList<OutputComparison> outputs = [];
        LatencySummary? latency = null;
        IReadOnlyList<GateFigures> gates = [];
        IReadOnlyList<AnswerDigest> answers = [];
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(ReportMembers.Report, ref seen, out int member))
        {
            switch (member)
            {
                case 0: json.Constant(RehearsalReport.Schema); break;
                case 1: engine = ReadEngine(ref json); break;
                case 2: gaps = json.Texts(ReportTexts.MaxCount, JobLimits.ReportTextLength); break;
                case 3: checks = ReadChecks(ref json); break;
                case 4: outputs = ReportedOutputs.Read(ref json); break;
                case 5: latency = ReadLatency(ref json); break;
                case 6: gates = ReportedGates.Read(ref json); break;
                default: answers = ReportedAnswers.Read(ref json); break;
            }
        }

        StrictJsonReader.Require(ReportMembers.Report, seen, ReportMembers.ReportRequired);
        return new RehearsalReport(engine!, gaps, new SanityOutcome(checks, outputs, latency) { Gates = gates, Answers = answers });
    }

    private static EngineDescription ReadEngine(ref StrictJsonReader json) => json.Object(
        ReportMembers.Engine, ReportMembers.EngineRequired, new EngineDescription("", "", "", "", [], "", "", ""), static (ref json, engine, member) => member switch
        {
            0 => engine with { Worker = Text(ref json) },
            1 => engine with { Runtime = Text(ref json) },
            2 => engine with { OnnxRuntime = Text(ref json) },
            3 => engine with { Provider = Text(ref json) },
            4 => engine with { Providers = json.Texts(ReportTexts.MaxCount, JobLimits.ReportTextLength) },
            5 => engine with { Architecture = Text(ref json) },
            6 => engine with { Profile = Text(ref json) },
            _ => engine with { Cpu = Text(ref json) },
        });

    private static List<Check> ReadChecks(ref StrictJsonReader json) =>
        json.Objects(JobLimits.ReportRows, ReportMembers.Check, ReportMembers.CheckRequired, ReportedCheck.Empty, ReportedCheck.Read).ConvertAll(ReportedCheck.Whole);

    private static LatencySummary ReadLatency(ref StrictJsonReader json) => json.Object(
        ReportMembers.Latency, ReportMembers.LatencyRequired, new LatencySummary(0, 0, 0, 0, 0), static (ref json, latency, member) => member switch
        {
            0 => latency with { Runs = (int)json.Whole(1, int.MaxValue) },
            1 => latency with { MinMicroseconds = json.Number(0, MaxMicroseconds) },
            2 => latency with { P50Microseconds = json.Number(0, MaxMicroseconds) },
            3 => latency with { P99Microseconds = json.Number(0, MaxMicroseconds) },
            _ => latency with { MaxMicroseconds = json.Number(0, MaxMicroseconds) },
        });

    private static string Text(ref StrictJsonReader json) => json.Text(JobLimits.ReportTextLength);
}
