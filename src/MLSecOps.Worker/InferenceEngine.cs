using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Processes;

namespace MLSecOps.Worker;

/// <summary>ONNX Runtime as this process uses it: one environment, the CPU provider, errors only on standard error.</summary>
internal static class InferenceEngine
{
    /// <summary>The provider that runs every model.</summary>
    public const string Provider = "CPUExecutionProvider";

    /// <summary>The variable that keeps ONNX Runtime from collecting anything.</summary>
    public const string NoTelemetry = "ORT_DISABLE_TELEMETRY";

    /// <summary>Such as <c>x64</c> or <c>arm64</c>.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The execution profile by which a suite chooses its tolerances.</summary>
    public static string Profile { get; } = $"{Architecture}-cpu";

    /// <summary>Loads the library and makes the environment. Done before the lock-down: the library opens files, and reads what the CPU can do.</summary>
    public static EngineLoad Load()
    {
        try
        {
            // Since 1.29 the official Linux build sends telemetry: it writes a device id and a database into the home folder and starts an uploader
            // before any call could stop it. This variable, read once when the environment is made, is the only way to have none of it.
            NativeEnvironment.Set(NoTelemetry, "1");

            // The library lies beside the program, where the runtime looks by itself; the package's own resolver searches further.
            OrtEnv.DisableDllImportResolver = true;
            OrtEnv environment = OrtEnv.IsCreated ? OrtEnv.Instance() : CreateEnvironment();
            environment.DisableTelemetryEvents();
            return new EngineLoad(Describe(environment.GetVersionString(), environment.GetAvailableProviders()), null);
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException or OnnxRuntimeException)
        {
            string message = (fault.InnerException ?? fault).Message;
            return new EngineLoad(Describe("", []), Check.Fail("worker.engine", "onnxruntime", RehearsalReasons.EngineUnavailable, null, message));
        }
    }

    /// <summary>Options that make one input give one output, bit by bit, on one machine.</summary>
    /// <param name="threads">How many threads compute one operator; more than one only to see whether they change a bit.</param>
    public static SessionOptions DeterministicOptions(int threads = 1)
    {
        var options = new SessionOptions
        {
            // One thread and fixed order: floating-point sums do not depend on scheduling, and no thread is started after the lock-down, unless a suite asks for several.
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableMemoryPattern = false,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Bytes are ONNX, never ONNX Runtime's own format: what runs must be what inspection can read.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static OrtEnv CreateEnvironment()
    {
        var options = new EnvironmentCreationOptions { logId = "mlsec-worker", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }

    private static EngineDescription Describe(string version, string[] providers) => new(
        typeof(InferenceEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        RuntimeInformation.FrameworkDescription,
        version,
        Provider,
        providers,
        Architecture,
        Profile,
        CpuFeatures.Describe());
}
