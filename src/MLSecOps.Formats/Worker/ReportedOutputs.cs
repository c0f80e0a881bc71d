using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads the comparisons of a report.</summary>
internal static class ReportedOutputs
{
    private static readonly OutputComparison Blank = new(
        "", "", ElementType.Undefined, OutputTolerance.Exact, false, 0, 0, null, null, null, null, null, null, null, 0, 0);

    public static List<OutputComparison> Read(ref StrictJsonReader json)
    {
        List<OutputComparison> outputs = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            outputs.Add(ReadOutput(ref json));
            if (outputs.Count > JobLimits.ReportRows)
            {
                throw new MalformedJsonException($"at most {JobLimits.ReportRows} outputs");
            }
        }

        return outputs;
    }

    private static OutputComparison ReadOutput(ref StrictJsonReader json)
    {
        OutputComparison row = Blank;
        OutputTolerance tolerance = OutputTolerance.Exact;
        uint seen = 0;
        while (json.TryNextMember(ReportMembers.Output, ref seen, out int member))
        {
            switch (member)
            {
                case 0: row = row with { Vector = Text(ref json) }; break;
                case 1: row = row with { Output = Text(ref json) }; break;
                case 2: row = row with { Type = ElementTypes.Find(json.Text(16)) }; break;
                case 3: tolerance = tolerance with { Profile = Text(ref json) }; break;
                case 4: tolerance = tolerance with { Metric = Metrics.Find(json.Text(16)) ?? throw new MalformedJsonException("a metric") }; break;
                case 5: tolerance = tolerance with { Relative = Size(ref json) }; break;
                case 6: tolerance = tolerance with { Absolute = Size(ref json) }; break;
                case 7: tolerance = tolerance with { MinCosine = json.Number(-1, 1) }; break;
                case 8: tolerance = tolerance with { MinAgreement = json.Number(0, 1) }; break;
                case 9: row = row with { Passed = json.Truth() }; break;
                case 10: row = row with { Elements = Count(ref json) }; break;
                case 11: row = row with { Mismatches = Count(ref json) }; break;
                case 12: row = row with { Rows = Count(ref json) }; break;
                case 13: row = row with { RowsAgreeing = Count(ref json) }; break;
                case 14: row = row with { Worst = ReadWorst(ref json) }; break;
                case 15: row = row with { MaxAbsolute = Size(ref json) }; break;
                case 16: row = row with { MaxRelative = Size(ref json) }; break;
                case 17: row = row with { MaxUlp = ulong.TryParse(json.Text(20), out ulong ulp) ? ulp : throw new MalformedJsonException("a distance") }; break;
                case 18: row = row with { Cosine = json.Number(-1, 1) }; break;
                case 19: row = row with { RequiredAbsolute = Size(ref json) }; break;
                default: row = row with { RequiredRelative = Size(ref json) }; break;
            }
        }

        StrictJsonReader.Require(ReportMembers.Output, seen, ReportMembers.OutputRequired);
        return row.Type == ElementType.Undefined || row.Mismatches > row.Elements || row.RowsAgreeing > row.Rows
            ? throw new MalformedJsonException("figures that fit each other")
            : row with { Tolerance = tolerance with { Output = row.Output } };
    }

    private static WorstElement ReadWorst(ref StrictJsonReader json) => json.Object(
        ReportMembers.Worst, ReportMembers.WorstRequired, new WorstElement(0, "", ""), static (ref json, worst, member) => member switch
        {
            0 => worst with { Index = Count(ref json) },
            1 => worst with { Expected = Text(ref json) },
            _ => worst with { Actual = Text(ref json) },
        });

    private static long Count(ref StrictJsonReader json) => json.Whole(0, long.MaxValue);

    private static double Size(ref StrictJsonReader json) => json.Number(0, double.MaxValue);

    private static string Text(ref StrictJsonReader json) => json.Text(JobLimits.ReportTextLength);
}
