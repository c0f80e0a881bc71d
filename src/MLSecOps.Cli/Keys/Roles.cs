namespace MLSecOps.Cli.Keys;

/// <summary>The roles of trust.toml.</summary>
internal static class Roles
{
    /// <summary>All of them, in the order of trust.toml.</summary>
    public static IReadOnlyList<string> All { get; } = ["publisher", "director", "root", "hub"];

    /// <summary>What a role's signature says.</summary>
    public static string PurposeOf(string role) => role switch
    {
        "publisher" => "Signs models and bulletins: this is release N of a model.",
        "director" => "Signs directives: which releases a device runs.",
        "root" => "Signs the next version of these anchors.",
        _ => "Stands above the hub's certificates and those of devices, so each knows the other.",
    };
}
