using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads the gates of a suite: rows with known answers.</summary>
internal static class GateParser
{
    /// <summary>Gates on misleading rows in one suite.</summary>
    public const int MaxRobust = 16;

    private const int MaxGroups = 32;
    private const int MaxMinRows = 1_000_000;
    private const double MaxThreshold = 1e30;

    private static readonly LabelledGate Blank = new(GateKind.Labelled, "", new AnswerRule("", AnswerKind.Argmax, double.NaN), 0);

    /// <summary>Reads <c>labelled</c>.</summary>
    public static LabelledGate Labelled(ref StrictJsonReader json) => Whole(json.Object(
        SuiteMembers.Labelled, 4, Blank, static (ref json, gate, member) => member == 5 ? gate with { Fairness = Fairness(ref json) } : Common(ref json, gate, member)));

    /// <summary>Reads <c>robust</c>.</summary>
    public static List<LabelledGate> Robust(ref StrictJsonReader json) => json.Objects(
        MaxRobust, SuiteMembers.Robust, 4, Blank with { Kind = GateKind.Robust },
        static (ref json, gate, member) => member == 5 ? gate with { Attack = json.Text(JobLimits.NameBytes) } : Common(ref json, gate, member)).ConvertAll(Whole);

    private static LabelledGate Common(ref StrictJsonReader json, LabelledGate gate, int member) => member switch
    {
        0 => gate with { Folder = Folder(json.Text(JobLimits.NameBytes)) },
        1 => gate with { Answer = gate.Answer with { Output = json.Text(Onnx.TensorLimits.MaxNameBytes) } },
        2 => gate with { Answer = gate.Answer with { Kind = Kind(json.Text(16)) } },
        3 => gate with { MinAccuracy = json.Number(0, 1) },
        _ => gate with { Answer = gate.Answer with { Threshold = json.Number(-MaxThreshold, MaxThreshold) } },
    };

    // A threshold that nobody uses, or one that nobody stated, is a misunderstanding.
    private static LabelledGate Whole(LabelledGate gate) =>
        (gate.Answer.Kind == AnswerKind.Threshold) == double.IsNaN(gate.Answer.Threshold) ? throw new MalformedJsonException("a threshold with answer threshold, and only there")
        : gate.Answer.Kind == AnswerKind.Threshold ? gate
        : gate with { Answer = gate.Answer with { Threshold = 0 } };

    private static string Folder(string path) => VectorFileName.IsFolder(path) ? path : throw new MalformedJsonException("a relative folder");

    private static AnswerKind Kind(string name) => name switch
    {
        "argmax" => AnswerKind.Argmax,
        "threshold" => AnswerKind.Threshold,
        "label" => AnswerKind.Label,
        _ => throw new MalformedJsonException("argmax, threshold or label"),
    };

    private static FairnessBounds Fairness(ref StrictJsonReader json)
    {
        var limits = new Dictionary<FairnessMeasure, double>();
        FairnessBounds bounds = json.Object(
            SuiteMembers.Fairness, 2, new FairnessBounds([], 0, FairnessBounds.DefaultMinRows, limits), (ref json, bounds, member) => member switch
            {
                0 => bounds with { Groups = Groups(json.Texts(MaxGroups, JobLimits.NameBytes)) },
                1 => bounds with { Positive = json.Whole(long.MinValue, long.MaxValue) },
                2 => bounds with { MinRows = (int)json.Whole(1, MaxMinRows) },
                _ => Bound(bounds, limits, FairnessMeasures.All[member - 3], json.Number(0, 1)),
            });
        return limits.Count > 0 ? bounds : throw new MalformedJsonException("at least one bound");
    }

    private static FairnessBounds Bound(FairnessBounds bounds, Dictionary<FairnessMeasure, double> limits, FairnessMeasure measure, double limit)
    {
        limits.Add(measure, limit);
        return bounds;
    }

    private static IReadOnlyList<string> Groups(IReadOnlyList<string> names) =>
        names.Count >= 2 && names.All(name => name.Length > 0) && names.Distinct(StringComparer.Ordinal).Count() == names.Count
            ? names
            : throw new MalformedJsonException($"2..{MaxGroups} names of groups, each once");
}
