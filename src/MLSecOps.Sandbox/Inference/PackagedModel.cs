using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;

namespace MLSecOps.Sandbox.Inference;

/// <summary>The model of a signed package, as something to run.</summary>
public static class PackagedModel
{
    /// <summary>The one file that is the package's suite; null where there is none, or more than one.</summary>
    public static ManifestFile? SuiteOf(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ManifestFile[] sanity = [.. manifest.Files.Where(file => file.Role == FileRole.Sanity)];
        return SanityFolder.Of([.. sanity.Select(file => file.Path)])?.SuitePath is { } path ? sanity.First(file => file.Path == path) : null;
    }

    /// <summary>Composes what to run.</summary>
    /// <param name="manifest">Of the package.</param>
    /// <param name="open">Opens one of its files; whoever opens it closes it.</param>
    /// <param name="inputs">For each run all inputs.</param>
    /// <returns>Null where the package is not one ONNX model.</returns>
    public static InferenceRequest? Request(ModelManifest manifest, Func<ManifestFile, IByteSource> open, IReadOnlyList<IReadOnlyList<Tensor>> inputs)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(open);
        ManifestFile[] models = [.. manifest.Files.Where(file => file.Role == FileRole.Model)];
        if (manifest.Format != ModelFormat.Onnx || models.Length != 1)
        {
            return null;
        }

        return new InferenceRequest(
            open(models[0]),
            [
                .. manifest.Files.Where(file => file.Role == FileRole.ExternalData && ExternalName.Of(models[0].Path, file.Path) is not null)
                    .Select(file => new ExternalFile(ExternalName.Of(models[0].Path, file.Path)!, open(file))),
            ],
            inputs);
    }
}
