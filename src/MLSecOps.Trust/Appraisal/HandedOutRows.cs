using System.Globalization;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Appraisal;

/// <summary>Judges what programs on a device were given: the bytes in memory, beside the file on disk.</summary>
internal static class HandedOutRows
{
    private const string Claim = MeasuringSystems.HandedOut;
    private const sbyte UnrecognisedLoaded = 33;
    private const sbyte Contraindicated = 96;

    /// <summary>Judges each row. Bytes that are not those that were signed contraindicate also when nobody has them open any more; anything else counts for what is open now.</summary>
    /// <param name="vector">Receives the rows.</param>
    /// <param name="claims">What the device claims.</param>
    /// <param name="reference">What the verifier knows of the model; null when nothing.</param>
    public static void Judge(VectorBuilder vector, ModelClaims claims, ModelReference? reference)
    {
        foreach (HandedOut row in claims.HandedOut)
        {
            ReferenceRelease? release = reference?.Releases.FirstOrDefault(one => one.Id.Manifest == row.Manifest);
            string found = Text(row, release);
            if (release is not null && release.ModelFile != row.Model)
            {
                vector.Judge(TrustAspect.Executables, Contraindicated, Claim, EvidenceReasons.HandedOutMismatch, $"{release.ModelFile}", $"{row.Model}, {Who(row)}");
            }
            else if (row.Open == 0)
            {
                vector.List(TrustAspect.Executables, Claim, found);
            }
            else if (reference?.Against(row.Manifest, release?.Id.Release) is { } against)
            {
                vector.Judge(TrustAspect.Executables, Contraindicated, Claim, against, "a release that is not recalled", found);
            }
            else if (release is null)
            {
                vector.Judge(TrustAspect.Executables, UnrecognisedLoaded, Claim, EvidenceReasons.ModelUnknown, "a known release", found);
            }
            else if (row.Manifest != claims.Id.Manifest)
            {
                // An update does not reach into processes: they are as good as what they have, which is no fault of the current release.
                vector.Note(TrustAspect.Executables, 0, Claim, ApplicationReasons.EarlierRelease, $"release {claims.Id.Release}", found);
            }
            else
            {
                vector.Affirm(TrustAspect.Executables, Claim, found);
            }
        }
    }

    private static string Text(HandedOut row, ReferenceRelease? release) => string.Create(
        CultureInfo.InvariantCulture, $"{(release is null ? $"manifest {row.Manifest.Short}" : $"release {release.Id.Release}")}, {row.Open} open, {Who(row)}");

    private static string Who(HandedOut row) => (row.Unit, row.Executable) switch
    {
        ({ } unit, { } executable) => $"{unit} running {executable.Short}",
        ({ } unit, null) => unit,
        (null, { } executable) => $"executable {executable.Short}",
        _ => "a program that the agent cannot see",
    };
}
