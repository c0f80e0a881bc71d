using MLSecOps.Core.Challenge;

namespace MLSecOps.Core.Sanity;

/// <summary>What a model must still answer, schema <c>mlsec.sanity/1</c>. The golden vectors lie beside it.</summary>
/// <param name="Vectors">Folders of golden vectors, relative to the suite, in the order they run.</param>
/// <param name="Tolerances">At most one for each pair of profile and output.</param>
/// <param name="Repeats">How often each vector runs; all runs must give the same bits. 1..16; 1 asks for no comparison.</param>
/// <param name="Latency">Bounds on the time of one run, if the publisher declares any.</param>
public sealed record SanitySuite(
    IReadOnlyList<string> Vectors,
    IReadOnlyList<OutputTolerance> Tolerances,
    int Repeats = SanitySuite.DefaultRepeats,
    LatencyEnvelope? Latency = null)
{
    /// <summary>Runs of each vector where the suite does not say.</summary>
    public const int DefaultRepeats = 2;

    /// <summary>Gates over rows with known answers, in the order they run; their folders differ from each other and from <see cref="Vectors"/>.</summary>
    public IReadOnlyList<LabelledGate> Gates { get; init; } = [];

    /// <summary>Relations that hold whatever the right answers are, each pair of relation and output once.</summary>
    public IReadOnlyList<MetamorphicRelation> Relations { get; init; } = [];

    /// <summary>So many threads give the same bits as one, 2..16; null asks for no comparison.</summary>
    public int? Threads { get; init; }

    /// <summary>How a hub may challenge the model; null where the publisher declares nothing. It does not count when the suite is run.</summary>
    public ModelChallenge? Challenge { get; init; }

    /// <summary>The tolerance for an output: its own row for the profile, else for all profiles, else the row for all outputs, else null.</summary>
    /// <param name="profile">The execution profile the worker runs in.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="isFloat">Rows for all outputs hold for floating-point ones only.</param>
    public OutputTolerance? Find(string profile, string output, bool isFloat) =>
        Row(profile, output) ?? Row(OutputTolerance.AnyProfile, output)
        ?? (isFloat ? Row(profile, OutputTolerance.AnyOutput) ?? Row(OutputTolerance.AnyProfile, OutputTolerance.AnyOutput) : null);

    /// <summary>The tolerance that holds for an output: <see cref="Find"/>, else what holds where a suite says nothing.</summary>
    /// <param name="profile">The execution profile.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="isFloat">Whether it is floating-point.</param>
    public OutputTolerance ToleranceOf(string profile, string output, bool isFloat) =>
        Find(profile, output, isFloat) ?? (isFloat ? OutputTolerance.DefaultFloat : OutputTolerance.Exact);

    private OutputTolerance? Row(string profile, string output) =>
        Tolerances.FirstOrDefault(row => row.Profile == profile && row.Output == output);
}
