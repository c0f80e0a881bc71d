using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>What the worker writes when inputs were tried on changed copies. What is accepted has a margin for each input and copy, none below 0, and survives writing and reading.</summary>
internal sealed class RevealReportTarget : FuzzTarget
{
    public override string Name => "reveal-report";

    public override IGrammar? Grammar => null;

    public override int LeastOutcomes => 5;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(RevealReportParser.Parse(input.Span), Demand);

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        EngineDescription engine = new("0.1.0", ".NET 10", "1.31.1", "CPUExecutionProvider", [], "x64", "x64-cpu", "cpu");
        RehearsalReport said = new(engine, [], new SanityOutcome([], [], null));
        ModelInterface model = new([new ModelValue("x", ElementType.Float32, [-1, 4])], [new ModelValue("y", ElementType.Float32, [-1, 2])]);
        RevealedMargins margins = new(2, [BitClass.Sign, BitClass.MantissaHigh], [0, 0, 0.5f, 0.25f, 0, 0, 3, float.PositiveInfinity, 0, 1]);
        yield return ("valid-margins", RevealReportWriter.Write(new RevealReport(said, model, margins)).ToArray());
        yield return ("valid-interface", RevealReportWriter.Write(new RevealReport(said, model, null)).ToArray());
        SanityOutcome refused = new([Check.Fail("reveal.model", "model", RehearsalReasons.ModelNotLoadable)], [], null);
        yield return ("valid-refused", RevealReportWriter.Write(new RevealReport(said with { Outcome = refused }, null, null)).ToArray());
    }

    private static void Demand(RevealReport report)
    {
        BrokenInvariantException.Unless(report.Margins is not { } margins
            || (report.Interface is not null && margins.Values.Length == (RevealedMargins.OwnRows + margins.Copies.Count) * margins.Samples && margins.Values.All(margin => margin >= 0)), "margins of what was asked");
        byte[] once = RevealReportWriter.Write(report).ToArray();
        RevealReport again = RevealReportParser.Parse(once).Match(read => read, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(once, RevealReportWriter.Write(again).ToArray(), "writing and reading changes nothing");
    }
}
