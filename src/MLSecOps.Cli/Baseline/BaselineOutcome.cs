using System.Globalization;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Cli.Baseline;

/// <summary>What a baseline came to, for people and programs.</summary>
internal static class BaselineOutcome
{
    private static readonly string[] Header = ["bits", "copies", "fingerprints", "all inputs", "any bit"];

    /// <summary>Lines and document of a baseline that was written.</summary>
    public static Outcome Of(string model, string package, ModelBaseline baseline, BaselineWish wish, TimeSpan elapsed)
    {
        string folder = Path.TrimEndingDirectorySeparator(package);
        string next = $"mlsec model pack {folder} -o NAME.mlpkg --name NAME --version X.Y.Z --release N";
        BaselineDocument document = new()
        {
            Schema = Schemas.Baseline,
            Ok = true,
            Model = model,
            Folder = $"{folder}/{BaselineFiles.Folder}",
            InputsGiven = baseline.Given,
            InputsTried = baseline.Natural,
            Candidates = baseline.Candidates,
            Fingerprints = [.. baseline.Vectors.Select((vector, number) => new FingerprintEntry(BaselineFiles.Vector(number), vector.Origin))],
            Coverage = [.. baseline.Coverage.Select(row => new CoverageEntry(Name(row), row.Copies, Share(row, row.Revealed), Share(row, row.Ceiling), Share(row, row.Exact)))],
            Rtol = wish.Relative,
            Atol = wish.Absolute,
            OtherKernels = baseline.OtherKernels,
            Challenge = baseline.Challenge is { } challenge ? new BaselineChallengeEntry(challenge.Challenge.Count, [.. challenge.Challenge.Inputs.Select(Describe)], challenge.Revealed) : null,
            Warnings = [.. baseline.Warnings.Select(warning => new WarningEntry(warning.Reason.Code, warning.Reason.Title, warning.Detail, warning.Reason.Next))],
            Flips = wish.Flips,
            Seed = wish.Seed,
            Engine = baseline.Engine is { } engine ? $"ONNX Runtime {engine.OnnxRuntime}, {engine.Provider}, {engine.Profile}" : null,
            Sandbox = [.. WorkerProgram.Layers(baseline.Sandbox)],
            ElapsedMs = (long)elapsed.TotalMilliseconds,
            Hint = $"Pack it: {next}.",
        };
        return new Outcome(document, [.. Lines(document, baseline, wish, elapsed), $"next: {next}"]);
    }

    private static IEnumerable<Line> Lines(BaselineDocument document, ModelBaseline baseline, BaselineWish wish, TimeSpan elapsed)
    {
        int derived = baseline.Vectors.Count(vector => vector.Origin is null);
        yield return Text($"inputs         {baseline.Natural} of {baseline.Given} tried, and {baseline.Candidates - baseline.Natural} derived from them within their range");
        yield return Text($"fingerprints   {baseline.Vectors.Count}: {baseline.Vectors.Count - derived} of the inputs, {derived} derived");
        if (baseline.Coverage.Count > 0)
        {
            yield return Text($"revealed       of copies with one bit of one weight turned over, as many again as the fingerprints were chosen by:");
            IEnumerable<string[]> rows = baseline.Coverage.Select(row => new[]
            {
                Name(row), row.Copies.ToString(CultureInfo.InvariantCulture), Percent(Share(row, row.Revealed)), Percent(Share(row, row.Ceiling)), Percent(Share(row, row.Exact)),
            });
            foreach (string row in Table.Align([Header, .. rows], "               "))
            {
                yield return row;
            }
        }

        yield return Text($"tolerance      rtol {wish.Relative}, atol {wish.Absolute}; the model's other kernels use {baseline.OtherKernels:P1} of it");
        if (baseline.Challenge is { } challenge)
        {
            yield return Text($"challenge      {challenge.Challenge.Count} inputs{(challenge.Revealed is { } share ? $", one reveals {Percent(share)} of the copies" : "")}");
            foreach (InputDescription input in challenge.Challenge.Inputs)
            {
                yield return $"               {Describe(input)}";
            }
        }

        yield return $"engine         {document.Engine}";
        yield return $"sandbox        {string.Join(", ", document.Sandbox.Where(layer => layer.Active).Select(layer => layer.Layer))}";
        foreach (BaselineWarning warning in baseline.Warnings)
        {
            yield return new Line($"  {warning.Reason.Title}: {warning.Detail}  [{warning.Reason.Code}]", "WARNING", Tone.Open);
        }

        yield return new Line(Text($"  {document.Folder} in {elapsed.TotalSeconds:0.0} s").Text, "WROTE", Tone.Good);
    }

    private static Line Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Name(FingerprintCoverage row) => row.Class is { } of ? BitClasses.Name(of) : "all";

    private static double Share(FingerprintCoverage row, int part) => row.Copies == 0 ? 0 : (double)part / row.Copies;

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static string Describe(InputDescription input) => string.Create(CultureInfo.InvariantCulture, $"{input.Name} {InputFit.Describe(input.Type, input.Shape)} {Describe(input.Range)}");

    private static string Describe(ValueRange range) => range switch
    {
        ValueRange.Floats floats => string.Create(CultureInfo.InvariantCulture, $"{floats.Low} to {floats.High} in steps of {Math.ScaleB(1, -floats.Scale)}"),
        ValueRange.Integers whole => string.Create(CultureInfo.InvariantCulture, $"{whole.Low} to {whole.High}"),
        ValueRange.OneOf list => $"one of {list.Values.Count} values",
        _ => "false or true",
    };
}
