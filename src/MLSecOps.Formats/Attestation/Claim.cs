namespace MLSecOps.Formats.Attestation;

/// <summary>A row of a catalogue.</summary>
/// <param name="Key">Its key in CBOR.</param>
/// <param name="Name">Its name, as in JSON; other spellings of it after a bar.</param>
/// <param name="Shape">What its value must be.</param>
/// <param name="Required">True when it must be there.</param>
internal sealed record Claim(long Key, string Name, Shape Shape, bool Required = false)
{
    private readonly string[] _names = Name.Split('|');

    /// <summary>The name that is shown.</summary>
    public string Shown => _names[0];

    /// <summary>True when this row is about the key.</summary>
    public bool Fits(DataItem key) => key.Kind == DataKind.Integer ? !key.IsJson && key.Number == Key : key.Kind == DataKind.Text && _names.Contains(key.Text);
}
