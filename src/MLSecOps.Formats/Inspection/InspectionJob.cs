namespace MLSecOps.Formats.Inspection;

/// <summary>What the worker is asked to inspect. The models are not in the job: they are descriptors, of which only what is looked at is read.</summary>
/// <param name="Model">The model.</param>
/// <param name="Installed">The release that is installed, to compare with; null when there is none.</param>
/// <param name="Files">Every file that the signature covers besides the model; null when nothing is signed (a loose file), so that nothing is said about coverage.</param>
/// <param name="CompareWeights">Whether the weights of both models are read and compared; else only what the headers say.</param>
public sealed record InspectionJob(InspectedFile Model, InspectedFile? Installed, IReadOnlyList<CoveredFile>? Files, bool CompareWeights)
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "mlsec.inspection-job/1";

    /// <summary>Descriptor of <see cref="Model"/> in the worker.</summary>
    public const int ModelDescriptor = 3;

    /// <summary>Descriptor of <see cref="Installed"/> in the worker.</summary>
    public const int InstalledDescriptor = 4;
}
