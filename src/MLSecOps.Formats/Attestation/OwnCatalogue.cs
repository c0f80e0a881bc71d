using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Attestation;

/// <summary>Names of the claims of our own messages (<c>reference/evidence.cddl</c>). What their values may be, the strict readers judge.</summary>
internal static class OwnCatalogue
{
    private static readonly Shape Time = Shapes.Time;

    private static readonly ClaimCatalogue Model = new("claims about a model",
    [
        .. EatCatalogue.Rows,
        new(EatKeys.Release, "release", Shapes.Unsigned),
        new(EatKeys.ManifestDigest, "manifest_sha256", Shapes.Bytes()),
        new(EatKeys.Disk, "disk", new TupleShape(2, ("digest", Shapes.Bytes()), ("checked", Time))),
        new(EatKeys.UpdateState, "update_state", Shapes.Text),
        new(EatKeys.Floor, "floor", Shapes.Unsigned),
        new(EatKeys.Signers, "signers", Shapes.List(Shapes.Bytes())),
    ]);

    /// <summary>A chain head: the payload of an acknowledgement.</summary>
    public static ClaimCatalogue Head { get; } = new("a chain head", [new(1, "epoch", Shapes.Bytes()), new(2, "sequence", Shapes.Unsigned), new(3, "link_sha256", Shapes.Bytes())]);

    /// <summary>Evidence.</summary>
    public static ClaimCatalogue Evidence { get; } = new("evidence",
    [
        .. EatCatalogue.Rows.Where(row => row.Key != EatKeys.Submodules),
        new(EatKeys.Submodules, "submods", TableShape.OfText(Model)),
        new(EatKeys.Mode, "mode", Shapes.Words((1, "enforce"), (2, "observe"))),
        new(EatKeys.ChainHead, "chain_head", Head),
        new(EatKeys.AgentDigest, "agent_sha256", Shapes.Bytes()),
        new(EatKeys.Engine, "engine", Shapes.Text),
        new(EatKeys.ConfigurationDigest, "configuration_sha256", Shapes.Bytes()),
        new(EatKeys.TlsKey, "tls_key_sha256", Shapes.Bytes()),
        new(EatKeys.Coverage, "coverage", Shapes.List(new TupleShape(2, ("what", Shapes.Text), ("reason", Shapes.Text)))),
        new(EatKeys.InsecureOptions, "insecure_options", Shapes.List(Shapes.Text)),
    ]);

    /// <summary>A challenge's payload.</summary>
    public static Shape Challenge { get; } = new TupleShape(
        5, ("kind", Shapes.Words((1, "challenge"), (2, "epoch"))), ("nonce", Shapes.Bytes()), ("issued", Time), ("expires", Time), ("ueid", Shapes.Any));

    /// <summary>A chain link.</summary>
    public static Shape Link { get; } = new TupleShape(
        6, ("epoch", Shapes.Bytes()), ("sequence", Shapes.Unsigned), ("previous_sha256", Shapes.Bytes()), ("type", Shapes.Text), ("severity", Shapes.Text), ("payload_sha256", Shapes.Bytes()));

    /// <summary>An exported bundle.</summary>
    public static ClaimCatalogue Bundle { get; } = new("an evidence bundle",
    [
        new(0, "schema", Shapes.Text, true),
        new(0, "ueid", Shapes.Text, true),
        new(0, "received", Shapes.Text, true),
        new(0, "evidence", NestedShape.Instance, true),
        new(0, "certificates", Shapes.List(Shapes.Bytes(1), 1), true),
        new(0, "challenge", NestedShape.Instance, true),
        new(0, "appraisal", NestedShape.Instance, true),
    ]);

    public static bool IsHead(DataItem item) => item is { Kind: DataKind.Map, Items.Count: 6 } && item.Find(1)?.Bytes.Length == 16 && item.Find(2)?.Kind == DataKind.Integer && item.Find(3)?.Bytes.Length == 32;

    public static bool IsChallenge(DataItem item) => item is { Kind: DataKind.List, Items: [{ Kind: DataKind.Integer }, { Kind: DataKind.Bytes }, { Kind: DataKind.Integer }, { Kind: DataKind.Integer }, _] };

    public static bool IsLink(DataItem item) =>
        item is { Kind: DataKind.List, Items: [{ Kind: DataKind.Bytes }, { Kind: DataKind.Integer }, { Kind: DataKind.Bytes }, { Kind: DataKind.Text }, { Kind: DataKind.Text }, { Kind: DataKind.Bytes }] };
}
