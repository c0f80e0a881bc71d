namespace MLSecOps.Hub.Page.Text;

/// <summary>Names that fit into a table; the whole one is in the title and on its page.</summary>
public static class ShortName
{
    /// <summary>A UEID of 34 digits: its type byte says the same for all, so the first eight and last four stay.</summary>
    public static string OfDevice(string ueid) => ueid.Length == 34 ? $"{ueid[..8]}…{ueid[^4..]}" : VisibleText.Of(ueid, 40);
}
