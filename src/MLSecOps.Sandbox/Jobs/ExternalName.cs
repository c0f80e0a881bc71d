namespace MLSecOps.Sandbox.Jobs;

/// <summary>The name by which a model finds a file of its package.</summary>
internal static class ExternalName
{
    /// <summary>A path as seen from the model's folder (onnx.proto, external_data: relative to the model).</summary>
    /// <param name="modelPath">The model's path in its package; empty for a model that lies at the top.</param>
    /// <param name="path">The file's path in the package.</param>
    /// <returns>Null for a file outside the model's folder: no model can name it, and under its own path it could be taken for another one.</returns>
    public static string? Of(string modelPath, string path)
    {
        string folder = modelPath[..(modelPath.LastIndexOf('/') + 1)];
        return path.StartsWith(folder, StringComparison.Ordinal) ? path[folder.Length..] : null;
    }
}
