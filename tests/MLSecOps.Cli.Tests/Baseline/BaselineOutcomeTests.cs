using System.Text;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Cli.Baseline;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Tests.Baseline;

/// <summary>What <c>mlsec model baseline</c> prints, pinned.</summary>
public sealed class BaselineOutcomeTests
{
    private static readonly EngineDescription Engine = new("0.1.0", ".NET 10", "1.31.1", "CPUExecutionProvider", [], "x64", "x64-cpu", "cpu");

    private static readonly ModelBaseline Whole = new(
        500, 200, 600, [new BaselineVector("digits/input_0.npy row 7", [], []), new BaselineVector(null, [], [])],
        [new FingerprintCoverage(BitClass.Sign, 100, 94, 100, 95), new FingerprintCoverage(BitClass.MantissaLow, 100, 5, 6, 82), new FingerprintCoverage(null, 200, 99, 106, 177)],
        0.0132, 2,
        new ChallengeChoice(new ModelChallenge(4, [
            new InputDescription("image", ElementType.Float32, [1, 1, 28, 28], new ValueRange.Floats(0, 256, -8)),
            new InputDescription("mode", ElementType.Int64, [1], new ValueRange.Integers(0, 3)),
            new InputDescription("on", ElementType.Bool, [1], new ValueRange.Booleans()),
        ]), 0.5525),
        [new BaselineWarning(BaselineReasons.ShapeOpen, "image float32 [?,1,28,28]: taken as [1,1,28,28]")], Engine, null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_whole_baseline(bool json) => Golden.Matches($"baseline/whole.{(json ? "json" : "txt")}", Printed(json, Whole));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_to_flip_and_nothing_to_challenge(bool json) => Golden.Matches($"baseline/least.{(json ? "json" : "txt")}", Printed(json, Whole with
    {
        Coverage = [],
        Challenge = null,
        Repeats = 1,
        Warnings = [new BaselineWarning(BaselineReasons.NoWeights, "the first 2 inputs were taken"), new BaselineWarning(BaselineReasons.NoChallenge, "input text holds strings")],
    }));

    private static string Printed(bool json, ModelBaseline baseline)
    {
        StringBuilder text = new();
        using StringWriter both = new(text);
        Surroundings surroundings = new(both, both, false, false, new Dictionary<string, string> { ["LANG"] = "C.UTF-8" }, TimeProvider.System);
        new Printer(surroundings, new PrintOptions(json, false, null)).Print(BaselineOutcome.Of("model/model.onnx", "model/", baseline, new BaselineWish(8, 200, 1, 1e-3, 1e-4), TimeSpan.FromMilliseconds(12345)));
        return text.ToString();
    }
}
