using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads <c>sanity/suite.json</c>, schema <c>mlsec.sanity/1</c>. Strict: a suite that is not understood whole is not run in part.</summary>
public static class SanitySuiteParser
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "mlsec.sanity/1";

    private const int MaxVectors = 1024;
    private const int MaxTolerances = 1024;
    internal const int MaxRepeats = 16;
    private const int MaxThreads = 16;
    private const double MaxAbsolute = 1e30;
    private const double MaxMilliseconds = 1e9;

    /// <summary>Reads a suite. Input is untrusted until the package's signature covers it, and is bounded all the same.</summary>
    public static Parsed<SanitySuite> Parse(ReadOnlySpan<byte> input) =>
        StrictJsonReader.Parse(input, JobLimits.SuiteBytes, RehearsalReasons.SuiteMalformed, ReadSuite);

    private static SanitySuite ReadSuite(ref StrictJsonReader json)
    {
        var suite = new SanitySuite([], []);
        List<LabelledGate> labelled = [];
        List<LabelledGate> robust = [];
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(SuiteMembers.Suite, ref seen, out int member))
        {
            switch (member)
            {
                case 0: json.Constant(Schema); break;
                case 1: suite = suite with { Vectors = ReadVectors(ref json) }; break;
                case 2: suite = suite with { Tolerances = ReadTolerances(ref json) }; break;
                case 3: suite = ReadDeterminism(ref json, suite); break;
                case 4: suite = suite with { Latency = ReadLatency(ref json) }; break;
                case 5: labelled = [GateParser.Labelled(ref json)]; break;
                case 6: robust = GateParser.Robust(ref json); break;
                case 7: suite = suite with { Relations = RelationParser.Read(ref json) }; break;
                default: suite = suite with { Challenge = SuiteChallengeParser.Read(ref json) }; break;
            }
        }

        StrictJsonReader.Require(SuiteMembers.Suite, seen, 2);
        List<string> folders = [.. suite.Vectors, .. labelled.Select(gate => gate.Folder), .. robust.Select(gate => gate.Folder)];
        return folders.Distinct(StringComparer.Ordinal).Count() == folders.Count
            ? suite with { Gates = [.. labelled, .. robust] }
            : throw new MalformedJsonException("another folder for each vector and gate");
    }

    private static List<string> ReadVectors(ref StrictJsonReader json)
    {
        List<string> vectors = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            string path = "";
            uint seen = 0;
            while (json.TryNextMember(SuiteMembers.Vector, ref seen, out _))
            {
                path = json.Text(JobLimits.NameBytes);
            }

            if (!VectorFileName.IsFolder(path) || vectors.Contains(path) || vectors.Count == MaxVectors)
            {
                throw new MalformedJsonException($"a relative folder, named once, at most {MaxVectors} of them");
            }

            vectors.Add(path);
        }

        return vectors.Count > 0 ? vectors : throw new MalformedJsonException("at least one vector");
    }

    private static List<OutputTolerance> ReadTolerances(ref StrictJsonReader json)
    {
        List<OutputTolerance> rows = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            OutputTolerance row = ReadTolerance(ref json);
            if (rows.Count == MaxTolerances || rows.Any(other => other.Profile == row.Profile && other.Output == row.Output))
            {
                throw new MalformedJsonException($"each pair of profile and output once, at most {MaxTolerances}");
            }

            rows.Add(row);
        }

        return rows;
    }

    private static OutputTolerance ReadTolerance(ref StrictJsonReader json)
    {
        OutputTolerance row = OutputTolerance.DefaultFloat;
        uint seen = 0;
        while (json.TryNextMember(SuiteMembers.Tolerance, ref seen, out int member))
        {
            row = member switch
            {
                0 => row with { Profile = json.Text(JobLimits.NameBytes) },
                1 => row with { Output = json.Text(Onnx.TensorLimits.MaxNameBytes) },
                2 => row with { Metric = Metrics.Find(json.Text(16)) ?? throw new MalformedJsonException("elementwise, cosine or top1") },
                3 => row with { Relative = json.Number(0, 1) },
                4 => row with { Absolute = json.Number(0, MaxAbsolute) },
                5 => row with { MinCosine = json.Number(-1, 1) },
                _ => row with { MinAgreement = json.Number(0, 1) },
            };
        }

        StrictJsonReader.Require(SuiteMembers.Tolerance, seen, 3);
        return row;
    }

    private static SanitySuite ReadDeterminism(ref StrictJsonReader json, SanitySuite suite) => json.Object(
        SuiteMembers.Determinism, 0, suite, static (ref json, suite, member) => member switch
        {
            0 => suite with { Repeats = (int)json.Whole(1, MaxRepeats) },
            _ => suite with { Threads = (int)json.Whole(2, MaxThreads) },
        });

    private static LatencyEnvelope ReadLatency(ref StrictJsonReader json)
    {
        var envelope = new LatencyEnvelope(null, null);
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(SuiteMembers.Latency, ref seen, out int member))
        {
            double bound = json.Number(0, MaxMilliseconds);
            envelope = member == 0 ? envelope with { P50Milliseconds = bound } : envelope with { P99Milliseconds = bound };
        }

        return envelope;
    }
}
