using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Attestation;

/// <summary>What was read so far, and the first departure.</summary>
internal sealed class ClaimWalk
{
    /// <summary>What the message may still have.</summary>
    public ItemBudget Budget { get; } = new();

    /// <summary>What it says.</summary>
    public List<AttestationClaim> Claims { get; } = [];

    /// <summary>Its signatures.</summary>
    public List<SignedContent> Signed { get; } = [];

    /// <summary>Claims that are not known here.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>The departure that stands furthest in the message: of several ways to read it, that of the one that got furthest.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>True inside something signed.</summary>
    public bool Inside { get; set; }

    /// <summary>True once something was met that no signature covers.</summary>
    public bool Bare { get; set; }

    /// <summary>Levels of messages in messages.</summary>
    public int Nested { get; set; }

    /// <summary>Where the walk stands.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Reads what stands under a name.</summary>
    public bool Under(string name, Func<bool> read)
    {
        string around = Path;
        string shown = name.Length <= AttestationLimits.NameLength ? name : name[..AttestationLimits.NameLength] + "…";
        Path = around.Length == 0 ? shown : around.Length + shown.Length < AttestationLimits.ValueLength ? $"{around}/{shown}" : around;
        bool fits = read();
        Path = around;
        return fits;
    }

    /// <summary>Records a claim.</summary>
    /// <returns>True, so that a reading ends with it.</returns>
    public bool Say(DataItem item, string value)
    {
        if (Claims.Count == AttestationLimits.Claims)
        {
            return Refuse(item, $"at most {AttestationLimits.Claims} claims", null, EvidenceReasons.CborLimit);
        }

        Claims.Add(new AttestationClaim(Path, value.Length <= AttestationLimits.ValueLength ? value : value[..AttestationLimits.ValueLength] + "… (cut)"));
        return true;
    }

    /// <summary>Records a departure.</summary>
    /// <returns>False, so that a reading ends with it.</returns>
    public bool Refuse(DataItem item, string expected, string? found = null, Reason? reason = null) =>
        Refuse(new FormatFault(reason ?? AttestationReasons.Invalid, item.Offset, Path.Length == 0 ? expected : $"{expected} in {Path}", found));

    /// <inheritdoc cref="Refuse(DataItem, string, string?, Reason?)"/>
    public bool Refuse(FormatFault fault)
    {
        Fault = Fault is null || fault.Offset > Fault.Offset ? fault : Fault;
        return false;
    }

    /// <summary>Reads what stands inside something that is right without it, such as the token of another attester.</summary>
    /// <returns>Why it cannot be read; null when it can.</returns>
    public FormatFault? TryInside(Func<bool> read)
    {
        FormatFault? before = Fault;
        Fault = null;
        FormatFault? inside = Try(read) ? null : Fault;
        Bare |= inside is not null && !Inside;
        Fault = before;
        return inside;
    }

    /// <summary>Tries one reading; what it recorded is forgotten when it does not fit.</summary>
    public bool Try(Func<bool> read)
    {
        (int claims, int signed, int unknown, FormatFault? before) = (Claims.Count, Signed.Count, Unknown.Count, Fault);
        if (read())
        {
            Fault = before;
            return true;
        }

        Claims.RemoveRange(claims, Claims.Count - claims);
        Signed.RemoveRange(signed, Signed.Count - signed);
        Unknown.RemoveRange(unknown, Unknown.Count - unknown);
        return false;
    }
}
