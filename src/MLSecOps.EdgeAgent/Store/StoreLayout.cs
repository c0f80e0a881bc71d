using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Where things are below the state folder (design §6). Paths are not an interface: applications ask the agent.</summary>
internal sealed record StoreLayout(string Root)
{
    public const string ManifestFile = "manifest.json";
    public const string SignatureFile = "manifest.p7s";

    /// <summary>Only in releases whose package had no <see cref="SignatureFile"/> (decision 0014).</summary>
    public const string OmsBundleFile = "manifest.oms.json";
    public const string CurrentLink = "current";

    public string Lock => Path.Combine(Root, "lock");

    public string State => Path.Combine(Root, "state");

    public string Models => Path.Combine(Root, "models");

    /// <summary>Payloads on their way; on the same file system as the models, and emptied at every start.</summary>
    public string Staging => Path.Combine(Root, "staging");

    /// <summary>The package of each installed release as it came: what a tampered release is put back from (decision 0004).</summary>
    public string Packages => Path.Combine(Root, "packages");

    /// <summary>Capped copies of tampered bytes, as evidence.</summary>
    public string Quarantine => Path.Combine(Root, "quarantine");

    /// <summary>The log of links and its marker, authoritative.</summary>
    public string Chain => Path.Combine(Root, "chain");

    /// <summary>Payloads of records that wait for the hub.</summary>
    public string Spool => Path.Combine(Root, "spool");

    /// <summary>The device's key and certificate.</summary>
    public string Identity => Path.Combine(Root, "identity");

    /// <summary>Packages on their way from a source; what arrived survives a start.</summary>
    public string Fetch => Path.Combine(Root, "fetch");

    /// <summary>Number of the newest connection to the hub.</summary>
    public string Connection => Path.Combine(State, "connection");

    /// <summary>For which key of the TPM the hub has agreed.</summary>
    public string AttestationKey => Path.Combine(State, "attestation-key");

    public string Slot(string model) => Path.Combine(Models, model);

    public string Release(string model, ReleaseId id) => Path.Combine(Slot(model), id.FolderName);

    public string Current(string model) => Path.Combine(Slot(model), CurrentLink);

    public string Package(string model, ReleaseId id) => Path.Combine(Packages, model, id.FolderName + ".mlpkg");

    /// <summary>Everything but the drop folder, whose place the configuration says.</summary>
    public IReadOnlyList<string> Folders => [Root, State, Models, Staging, Packages, Quarantine, Chain, Spool];
}
