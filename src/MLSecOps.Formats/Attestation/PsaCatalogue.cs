namespace MLSecOps.Formats.Attestation;

/// <summary>Claims of PSA attestation tokens: RFC 9783 and its draft (profile <c>http://arm.com/psa/2.0.0</c>), and the older <c>PSA_IOT_PROFILE_1</c> with keys of its own. The names with dashes are those of Veraison's JSON.</summary>
internal static class PsaCatalogue
{
    private const string Rfc = "tag:psacertified.org,2023:psa#tfm", Draft = "http://arm.com/psa/2.0.0", First = "PSA_IOT_PROFILE_1";

    private static readonly Shape Hash = Shapes.Bytes("32, 48 or 64 bytes", bytes => bytes.Length is 32 or 48 or 64);

    private static readonly Shape Client = Shapes.Integer(int.MinValue, int.MaxValue);

    // RFC 9783, 4.3.1: the upper byte is the state, the lower one the implementation's own.
    private static readonly Shape Lifecycle = new ScalarShape(
        "a security lifecycle of RFC 9783, 4.3.1",
        item => item is { Kind: DataKind.Integer, Number: >= 0 and <= 0xffff } && State(item.Number >> 8) is { } state ? $"{AnyShape.Number(item.Number)} ({state})" : null);

    private static readonly Shape Instance = Shapes.Bytes("33 bytes that begin with 01", bytes => bytes.Length == 33 && bytes.Span[0] == 1);

    private static readonly Shape Components = Shapes.List(
        new ClaimCatalogue("a software component",
        [
            new(1, "measurement-type", Shapes.Text),
            new(2, "measurement-value", Hash, true),
            new(4, "version", Shapes.Text),
            new(5, "signer-id", Hash, true),
            new(6, "measurement-description", Shapes.Text),
        ]),
        1);

    private static readonly Shape Certificate = Digits("13 digits, a dash and 5 digits", 13, 5);

    private static readonly Shape Implementation = Shapes.Bytes(32, 32);

    private static ClaimCatalogue Second { get; } = new("claims of a PSA token",
    [
        new(265, "eat_profile|eat-profile", Shapes.Text, true),
        new(10, "eat_nonce|psa-nonce", Hash, true),
        new(256, "ueid|psa-instance-id", Instance, true),
        new(2394, "psa-client-id", Client, true),
        new(2395, "psa-security-lifecycle", Lifecycle, true),
        new(2396, "psa-implementation-id", Implementation, true),
        new(268, "bootseed", Shapes.Bytes(8, 32)),
        new(2397, "psa-boot-seed", Shapes.Bytes(8, 32)),
        new(2398, "psa-certification-reference", Certificate),
        new(2399, "psa-software-components", Components, true),
        new(2400, "psa-verification-service-indicator", Shapes.SomeText),
    ]);

    private static ClaimCatalogue Older { get; } = new("claims of a PSA token of profile 1",
    [
        new(-75000, "psa-profile", Shapes.Text),
        new(-75001, "psa-client-id", Client, true),
        new(-75002, "psa-security-lifecycle", Lifecycle, true),
        new(-75003, "psa-implementation-id", Implementation, true),
        new(-75004, "psa-boot-seed", Shapes.Bytes(32, 32), true),
        new(-75005, "psa-hwver|psa-hardware-version", Shapes.Choice(Digits("13 digits", 13, 0), Certificate)),
        new(-75006, "psa-software-components", Components),
        new(-75007, "psa-no-software-measurements|psa-no-sw-measurement", Shapes.Integer(1, 1)),
        new(-75008, "psa-nonce", Hash, true),
        new(-75009, "psa-instance-id", Instance, true),
        new(-75010, "psa-verification-service-indicator", Shapes.SomeText),
    ], item => HasComponents(item) == NoComponents(item) ? "either software components or the statement that none are measured" : null);

    /// <summary>The catalogue that the profile asks for; another profile is refused.</summary>
    public static Shape Claims { get; } = new ProfileShape();

    /// <summary>True for claims that are those of a PSA token.</summary>
    public static bool Fits(DataItem item) => (item.Find(265)?.Text ?? item.Find("eat-profile")?.Text) switch
    {
        null => HasClaims(item),
        Rfc or Draft => true,
        _ => item.Find("psa-profile") is not null,
    };

    private static bool HasClaims(DataItem item) =>
        item.Has(2396) || item.Has(-75003) || item.Has(2394) || item.Find("psa-client-id") is not null || item.Find("psa-implementation-id") is not null
        || item.Find("psa-profile") is not null || item.Find(-75000)?.Kind == DataKind.Text;

    private static bool HasComponents(DataItem item) => (item.Find(-75006) ?? item.Find("psa-software-components")) is not null;

    private static bool NoComponents(DataItem item) => (item.Find(-75007) ?? item.Find("psa-no-software-measurements") ?? item.Find("psa-no-sw-measurement")) is not null;

    private static ScalarShape Digits(string expected, int first, int second) => new ScalarShape(expected, item =>
    {
        int dash = second == 0 ? 0 : 1;
        return item.Kind == DataKind.Text && item.Text.Length == first + dash + second && item.Text.Index().All(each => dash == 1 && each.Index == first ? each.Item == '-' : char.IsAsciiDigit(each.Item)) ? item.Text : null;
    });

    private static string? State(long state) => state switch
    {
        0x00 => "unknown",
        0x10 => "assembly and test",
        0x20 => "RoT provisioning",
        0x30 => "secured",
        0x40 => "non-RoT debug",
        0x50 => "recoverable RoT debug",
        0x60 => "decommissioned",
        _ => null,
    };

    private sealed class ProfileShape : Shape
    {
        public override bool Read(ClaimWalk walk, DataItem item)
        {
            // Profile 1 is also what has no profile at all.
            DataItem? first = item.Find(-75000) ?? item.Find("psa-profile"), second = item.Find(265) ?? item.Find("eat_profile") ?? item.Find("eat-profile");
            return first is not null && first.Text != First ? walk.Refuse(first, First, AnyShape.Text(first))
                : first is not null || (second is null && !item.Has(2396)) ? Older.Read(walk, item)
                : second is not null && second.Text is not (Rfc or Draft) ? walk.Refuse(second, $"{Rfc} or {Draft}", AnyShape.Text(second))
                : Second.Read(walk, item);
        }
    }
}
