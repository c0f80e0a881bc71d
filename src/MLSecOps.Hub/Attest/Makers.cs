using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Attest;

/// <summary>Judges the makers of all bound TPMs anew: the configuration may name others than when a TPM was bound, and certificates end.</summary>
internal static class Makers
{
    /// <summary>Judges each and writes down what changed.</summary>
    /// <param name="store">The database.</param>
    /// <param name="policy">The makers of today.</param>
    /// <param name="now">The hub's clock.</param>
    public static void Review(IHubStore store, TpmPolicy policy, DateTimeOffset now)
    {
        using IHubTransaction database = store.Begin();
        foreach (DeviceTpm tpm in database.Tpms())
        {
            bool proven = TpmKeyVerifier.IsMakerProven(tpm.Certificates, policy, VerificationTime.ByClock(now));
            if (proven != tpm.MakerProven)
            {
                database.PutTpm(tpm with { MakerProven = proven });
                string what = proven ? "the maker of its TPM is a known one now" : "the maker of its TPM is no known one any more: it is not shown as hardware";
                database.AddChange(new Change(now, tpm.Ueid, null, what, null, proven ? "notice" : "warning"));
            }
        }

        database.Commit();
    }
}
