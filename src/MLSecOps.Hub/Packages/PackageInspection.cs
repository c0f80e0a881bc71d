using MLSecOps.Configuration.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Hub.Packages;

/// <summary>Inspects the model of a package before it is kept, in the hub's own sandboxed worker: what blocks never gets as far as a rollout. Devices inspect again, each by its own worker.</summary>
internal sealed class PackageInspection : IDisposable
{
    private const string Installed = "/usr/libexec/mlsec/mlsec-worker";

    private readonly WorkerLauncher _launcher;
    private readonly Inspector _inspector;
    private readonly bool _mayBeUninspected;

    public PackageInspection(HubConfiguration configuration)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "mlsec-worker");
        _launcher = new WorkerLauncher(configuration.WorkerPath ?? (File.Exists(beside) ? beside : Installed), SandboxPolicy.Default);
        _inspector = new Inspector(_launcher);
        _mayBeUninspected = configuration.InsecureUninspected;
    }

    /// <summary>Starts the hub's workers; this object disposes it.</summary>
    public WorkerLauncher Launcher => _launcher;

    /// <summary>Inspects a package that verified.</summary>
    /// <param name="source">The package.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>The check for which it is not kept; null when it may be. A format that has no inspection is for the policy of the devices.</returns>
    public async Task<Check?> RefusalAsync(FileByteSource source, ModelManifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Format != ModelFormat.Onnx)
        {
            return null;
        }

        if (Compose(source, manifest) is not { } request)
        {
            return Check.Fail("inspection.model", "package", InspectionReasons.Unreadable);
        }

        InspectionResult result = await _inspector.RunAsync(request, null, cancellationToken);
        return result.Verdict.Match<Check?>(
            _ => null,
            rejected => rejected.Cause ?? Check.Fail("inspection.rules", "model", rejected.Reason),
            open => _mayBeUninspected ? null : open.Cause ?? Check.Skip("inspection.rules", "model", open.Reason));
    }

    public void Dispose() => _launcher.Dispose();

    private static InspectionRequest? Compose(FileByteSource source, ModelManifest manifest)
    {
        if (!PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out _)
            || !PackageReader.ReadLayout(source, envelope, manifest).TryGet(out PackageLayout? layout, out _)
            || layout.Files.FirstOrDefault(file => file.File.Role == FileRole.Model) is not { } model)
        {
            return null;
        }

        return new InspectionRequest(
            new InspectionTarget(source, new InspectedFile(model.File.Path, model.Payload.Offset, model.File.SizeBytes)),
            Files: [.. layout.Files.Where(file => file != model).Select(file => new CoveredFile(file.File.Path, file.File.SizeBytes))],
            Policy: Read(source, layout, FileRole.Inspection, InspectionLimits.PolicyBytes),
            Bom: Read(source, layout, FileRole.Mlbom, MlBomLimits.Bytes));
    }

    // One byte more than the limit is read of what is too large: the inspector then refuses it instead of taking a part.
    private static ReadOnlyMemory<byte>? Read(FileByteSource source, PackageLayout layout, FileRole role, int most)
    {
        if (layout.Files.FirstOrDefault(file => file.File.Role == role) is not { } file)
        {
            return null;
        }

        byte[] content = new byte[(int)Math.Min(file.File.SizeBytes, most + 1)];
        return content.AsMemory(0, source.Read(file.Payload.Offset, content));
    }
}
