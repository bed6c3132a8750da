"""The names of months and weekdays, and the words between two dates, in the languages of common trackers."""

_MONTH_NAMES = (
    "jan january januar jaenner janner janvier janv enero ene janeiro gennaio gen januari",
    "feb february februar feber fevrier fevr fev febrero fevereiro febbraio febr februari",
    "mar march marz mrz maerz mars marzo marco mrt maart",
    "apr april avril avr abril abr aprile",
    "may mai mayo maio mag maggio mei",
    "jun june juni juin junio junho giu giugno",
    "jul july juli juillet juil julio julho lug luglio",
    "aug august aout aou agosto ago augustus",
    "sep sept september septembre septiembre set setembro settembre",
    "oct october okt oktober octobre octubre out outubro ott ottobre",
    "nov november novembre noviembre novembro",
    "dec december dez dezember decembre diciembre dic dezembro dicembre",
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_NAMES = (
    "mon monday mo montag lun lundi lunes seg segunda lunedi ma maandag segunda-feira",
    "tue tues tuesday di dienstag mar mardi martes ter terca martedi dinsdag terca-feira",
    "wed weds wednesday mi mittwoch mer mercredi mie miercoles qua quarta mercoledi wo woensdag quarta-feira",
    "thu thur thurs thursday do donnerstag jeu jeudi jue jueves qui quinta gio giovedi donderdag quinta-feira",
    "fri friday fr freitag ven vendredi vie viernes sex sexta venerdi vr vrijdag sexta-feira",
    "sat saturday sa samstag sonnabend sam samedi sab sabado sabato za zaterdag",
    "sun sunday so sonntag dim dimanche dom domingo domenica zo zondag",
)
# A short name may be two days ("ma" is Monday in Dutch, "mar" Tuesday in French): any of them is right.
WEEKDAY_NUMBERS: dict[str, set[int]] = {}
for _number, _names in enumerate(_WEEKDAY_NAMES):
    for _name in _names.split():
        WEEKDAY_NUMBERS.setdefault(_name, set()).add(_number)
WEEKDAY_NUMBERS["di"].add(6)
WEEKDAY_NUMBERS["do"].add(6)
UNTIL_WORDS = "to|until|till|thru|through|bis|au|jusqu'au|al|hasta|a|ate|tot|t/m|fino al"
MOVED_WORDS = (
    "(?:was |is |now )?(?:moved|slipped|postponed|changed|pushed|rescheduled|delayed|shifted) (?:out )?to|now|"
    "verschoben auf|jetzt|reporte au|reportee au|aplazado al?|adiado para"
)
