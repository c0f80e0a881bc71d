using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Baseline;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model baseline</c>: a model's own answers to chosen inputs become its sanity suite.</summary>
internal sealed class ModelBaselineCommand : Verb
{
    private const int MostFingerprints = 64;
    private const int MostFlips = 1000;
    private const int DefaultFingerprints = 8;
    private const int DefaultFlips = 200;

    private readonly Argument<string> _file = new("MODEL") { Description = "the model (.onnx) that will be signed" };
    private readonly Option<string> _inputs = new("--inputs")
    {
        Description = "folder with inputs as the application gives them: test_data_set_N/input_K.pb, or .npy with one input a row",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _output = new("--output", "-o") { Description = "folder of the package; sanity/ is made in it, and refused when it holds something", HelpName = "DIR", Required = true };
    private readonly Option<string> _fingerprints = new("--fingerprints", "-k") { Description = $"golden vectors at most (default {DefaultFingerprints})", HelpName = "N" };
    private readonly Option<string> _flips = new("--flips") { Description = $"changed copies for each class of bits, half of them to choose by (default {DefaultFlips})", HelpName = "N" };
    private readonly Option<string> _seed = new("--seed") { Description = "which bits are turned over; the same seed gives the same baseline (default 1)", HelpName = "N" };
    private readonly Option<string> _rtol = new("--rtol") { Description = "relative tolerance of outputs (default 0.001)", HelpName = "X" };
    private readonly Option<string> _atol = new("--atol") { Description = "absolute tolerance of outputs (default 0.0001)", HelpName = "X" };
    private readonly Option<string[]> _externalData = Flags.ExternalData();
    private readonly Option<string> _worker = Flags.Worker();

    public ModelBaselineCommand()
        : base("baseline", "choose inputs whose answers give a changed model away, and make them its sanity suite", Schemas.Baseline)
    {
        Add(_file);
        Option[] flags = [_inputs, _output, _fingerprints, _flips, _seed, _rtol, _atol, _externalData, _worker];
        foreach (Option flag in flags)
        {
            Add(flag);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model baseline model/model.onnx --inputs recorded/ -o model/",
        "mlsec model baseline model/model.onnx --inputs recorded/ -o model/ -k 4 --atol 0.001 --json",
    ];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_file), package = invocation.Text(_output)!;
        BaselineWish wish = new(
            (int)Whole(invocation, _fingerprints, DefaultFingerprints, 1, MostFingerprints),
            (int)Whole(invocation, _flips, DefaultFlips, 2, MostFlips),
            Whole(invocation, _seed, 1, 0, RevealPlan.MaxSeed),
            Number(invocation, _rtol, OutputTolerance.DefaultRelative, 1),
            Number(invocation, _atol, OutputTolerance.DefaultAbsolute, RevealPlan.MaxAbsolute));
        if (wish is { Relative: 0, Absolute: 0 })
        {
            throw invocation.Usage("--rtol and --atol cannot both be 0", "other processors give other last bits");
        }

        using FileByteSource model = InputFile.Open(path);
        if (model.Length > JobLimits.ModelBytes)
        {
            throw new CommandFailure(RehearsalReasons.TooLarge, $"{path} is too large for the worker", $"it has {model.Length} bytes, at most {JobLimits.ModelBytes} are taken");
        }

        using ExternalDataFiles externalData = ExternalDataFiles.Open(path, invocation.Texts(_externalData));
        using ResultDirectory directory = new(Path.Combine(package, BaselineFiles.Folder));
        IReadOnlyList<InputGroup> groups = InputFolder.Read(invocation.Text(_inputs)!);
        long began = invocation.Surroundings.Time.GetTimestamp();
        using WorkerLauncher launcher = new(invocation.Text(_worker) ?? WorkerProgram.Default(), SandboxPolicy.Default);
        ModelBaseline baseline = await new BaselineMaker(launcher, path, model, externalData.Files, wish).MakeAsync(groups, cancellationToken);
        BaselineFiles.Write(directory, baseline, wish);
        directory.Commit();
        return BaselineOutcome.Of(path, package, baseline, wish, invocation.Surroundings.Time.GetElapsedTime(began));
    }

    private static long Whole(Invocation invocation, Option<string> flag, long otherwise, long least, long most) =>
        invocation.Text(flag) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most ? value
        : throw invocation.Usage($"{flag.Name} must be a whole number from {least} to {most}");

    private static double Number(Invocation invocation, Option<string> flag, double otherwise, double most) =>
        invocation.Text(flag) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && value <= most ? value
        : throw invocation.Usage(string.Create(CultureInfo.InvariantCulture, $"{flag.Name} must be a number from 0 to {most}"));
}
